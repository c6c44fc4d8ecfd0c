package dev.machineid.lab.core;

import dev.machineid.core.report.MachineIdException;
import dev.machineid.lab.issuer.TokenShape;
import java.util.List;
import java.util.Map;

/**
 * A platform's two commonest refusals: its job has no id token, or the join token's rule is another.
 *
 * @param title how the page calls the platform
 * @param method the join method
 * @param variables those that tell of a job there
 * @param toSay words of the missing token's message: the line to write, and where
 * @param shape the id token that its jobs have
 * @param rule the rule that does not fit, as the cluster has it
 * @param path where the rule stands in the join token
 * @param remedy words of the wrong claim's message: the line to change, and to what
 */
record Denial(
        String title,
        String method,
        Map<String, String> variables,
        List<String> toSay,
        TokenShape shape,
        Map<String, String> rule,
        String path,
        String remedy) {

    /** What the user sees, without what is other in each run. */
    static String shown(MachineIdException refusal, String directory) {
        return refusal.render()
                .replace(directory + "/", "")
                .replaceAll("(?m)^(\\s+(?:iat|nbf|exp) = ).*$", "$1...");
    }
}
