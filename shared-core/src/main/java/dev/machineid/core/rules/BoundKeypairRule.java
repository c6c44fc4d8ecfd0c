package dev.machineid.core.rules;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a join token of the method {@code bound_keypair} says: which key it takes, and how often it may be recovered. */
public final class BoundKeypairRule {
    private static final Pattern LINE =
            Pattern.compile("(ssh|ecdsa)-[A-Za-z0-9@.-]{1,60} [A-Za-z0-9+/]{40,1000}={0,2}");

    private BoundKeypairRule() {}

    static AllowRule of(JobFacts job) {
        Optional<String> key = job.get(Fact.PUBLIC_KEY).map(BoundKeypairRule::line);
        return AllowRule.same(
                block(key),
                List.of(
                        key.isPresent()
                                ? "Whoever has the private half of this key is this bot; it never leaves its machine."
                                : "Who knows the registration secret registers a key pair, once.",
                        "A login whose bot's identity has ended counts as a recovery, and so does the first; standard"
                                + " allows one in all, unless recovery.limit says more, and relaxed does not count."));
    }

    /** The part of a join token's spec that registers the key, as YAML. */
    public static String spec(String publicLine) {
        return YamlText.document(Tree.fields()
                .put(
                        "spec",
                        Tree.fields()
                                .put("join_method", "bound_keypair")
                                .put("bound_keypair", block(Optional.of(line(publicLine))))));
    }

    private static Tree.Fields block(Optional<String> key) {
        Tree.Fields block = Tree.fields();
        key.ifPresent(line -> block.put("onboarding", Tree.fields().put("initial_public_key", line)));
        return block.put("recovery", Tree.fields().put("mode", "standard"));
    }

    /** Without a comment, which the cluster would compare too. */
    private static String line(String text) {
        String[] words = text.strip().split("\\s+", 3);
        String line = words.length < 2 ? text : words[0] + " " + words[1];
        if (!LINE.matcher(line).matches()) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "--public-key " + SafeText.quote(text) + " is no public key",
                    "write the line that machine-id keypair create printed: TYPE BASE64");
        }
        return line;
    }
}
