package dev.machineid.core;

import java.util.List;

/**
 * What a login would start from, without the login.
 *
 * @param cluster the root cluster's name
 * @param serverVersion the proxy's version
 * @param method the join method whose proof was obtained
 * @param alsoFound other methods that would have applied here
 */
public record Rehearsal(String cluster, String serverVersion, String method, List<String> alsoFound) {
    public Rehearsal {
        alsoFound = List.copyOf(alsoFound);
    }
}
