package dev.machineid.core;

import dev.machineid.core.issue.Issued;
import dev.machineid.core.output.Delivery;
import dev.machineid.core.request.OutputSpec;
import java.util.List;

/** Where the files of a login go. */
interface Deliverer {
    /**
     * Makes the outputs of what was issued.
     *
     * @param program the command that starts this suite's program where the files will lie; empty if there is none
     * @param following whether the variables lead to the newest generation, or stay with this one
     * @param last runs when everything is ready and nobody finds it yet; if it throws, nothing of it stays
     */
    Delivery deliver(
            Issued issued,
            List<OutputSpec> outputs,
            ProxyAccess proxy,
            List<String> program,
            boolean following,
            Runnable last);
}
