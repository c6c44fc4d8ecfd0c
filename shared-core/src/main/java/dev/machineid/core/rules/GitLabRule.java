package dev.machineid.core.rules;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.report.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** GitLab CI. The cluster reads project_path and ref as patterns, so a token's own text must not be one. */
final class GitLabRule {
    private static final Pattern GLOB = Pattern.compile(".*[*?].*|\\^.*\\$", Pattern.DOTALL);

    private GitLabRule() {}

    static AllowRule of(JobFacts job) {
        String project = job.require(Fact.PROJECT);
        List<String> notes = new ArrayList<>();
        if (job.fromToken()) {
            refusePattern("project_path", project);
            job.get(Fact.REF).ifPresent(ref -> refusePattern("ref", ref));
        }
        Tree.Fields rule = Tree.fields()
                .put("project_path", project)
                .put("ref", job.get(Fact.REF).map(GitLabRule::shortRef))
                .put("ref_type", type(job));
        job.get(Fact.REF_PROTECTED).ifPresent(text -> rule.put("ref_protected", new Tree.Flag(truth(text))));
        rule.put("environment", job.get(Fact.ENVIRONMENT));
        if (job.get(Fact.REF).isEmpty() && job.get(Fact.ENVIRONMENT).isEmpty()) {
            notes.add("This fits every " + (job.get(Fact.REF_TYPE).isPresent() ? "ref of that type" : "branch and tag")
                    + " of the project; add --ref main, --ref-protected true or --environment NAME to narrow it.");
        }
        if (job.get(Fact.ENVIRONMENT).isPresent()) {
            notes.add("The token names an environment only if the job has the keyword environment.");
        }
        if (job.get(Fact.REF).isPresent() && job.get(Fact.REF_PROTECTED).isEmpty()) {
            notes.add("Whoever may push to that branch can use this; a protected one is safer (--ref-protected true).");
        }
        return AllowRule.same(
                Tree.fields().put("domain", job.get(Fact.HOSTNAME)).put("allow", Tree.items(rule)), notes);
    }

    /** The claim ref is {@code main}, never {@code refs/heads/main}. */
    private static String shortRef(String ref) {
        return ref.replaceFirst("^refs/(heads|tags)/", "");
    }

    /** A ref without its type is taken for a branch: a tag of that name must not do. */
    private static Optional<String> type(JobFacts job) {
        return job.get(Fact.REF_TYPE)
                .or(() -> job.get(Fact.REF).map(ref -> ref.startsWith("refs/tags/") ? "tag" : "branch"));
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new InvalidRequestException(
                        ErrorCode.INVALID_VALUE,
                        "--ref-protected " + SafeText.quote(text) + " is neither true nor false",
                        "write true or false");
        };
    }

    private static void refusePattern(String claim, String value) {
        if (GLOB.matcher(value).matches()) {
            throw new ProofException(
                    ErrorCode.PLATFORM_TOKEN_MALFORMED,
                    "the claim " + claim + " = " + SafeText.quote(value)
                            + " would be read as a pattern, which lets others in",
                    "name the job by --platform gitlab --project PATH instead");
        }
    }
}
