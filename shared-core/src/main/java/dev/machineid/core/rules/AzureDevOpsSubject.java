package dev.machineid.core.rules;

import dev.machineid.core.platform.Claims;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names in the subject of Azure Pipelines, {@code p://ORGANIZATION/PROJECT/PIPELINE}, which rules compare. */
final class AzureDevOpsSubject {
    static final String PROJECT = "project_name";
    static final String PIPELINE = "pipeline_name";

    private static final Pattern NAMES = Pattern.compile("p://[^/?#]*/([^/?#]*)/([^/?#]*)(?:[?#].*)?", Pattern.DOTALL);

    private AzureDevOpsSubject() {}

    /** The claims and, where the subject is a pipeline's, its names as claims of their own. */
    static Claims inParts(Claims claims) {
        Optional<Matcher> names = claims.subject().map(NAMES::matcher).filter(Matcher::matches);
        return names.map(match -> claims.with(PROJECT, decoded(match.group(1))).with(PIPELINE, decoded(match.group(2))))
                .orElse(claims);
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return part;
        }
    }
}
