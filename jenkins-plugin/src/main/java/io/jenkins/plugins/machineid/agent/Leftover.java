package io.jenkins.plugins.machineid.agent;

import java.io.Serializable;

/**
 * A directory of some block's beside a workspace.
 *
 * @param build the build it belongs to, as an agent says: text to compare, nothing to trust
 */
public record Leftover(String id, String build) implements Serializable {
    private static final long serialVersionUID = 1L;
}
