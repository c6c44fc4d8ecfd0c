package dev.machineid.core.rules;

import static dev.machineid.core.rules.AllowRule.shown;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * GitHub Actions. The claim {@code sub} has two forms: by names alone, and by names and ids, which is the default of
 * repositories made or renamed since July 2026 and the only one that a later owner of the same names cannot have.
 */
final class GitHubRule {
    private static final Pattern REPOSITORY = Pattern.compile("[^/\\s]+/[^/\\s]+");

    private GitHubRule() {}

    static AllowRule of(JobFacts job) {
        String repository = job.require(Fact.REPOSITORY);
        if (!REPOSITORY.matcher(repository).matches()) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "--repository " + SafeText.quote(repository) + " is not OWNER/NAME",
                    "write it as in the repository's address: acme/app");
        }
        job.get(Fact.REF).ifPresent(GitHubRule::requireFull);
        List<String> notes = new ArrayList<>();
        Optional<String> subject = subject(job, repository);
        Tree.Fields rule = Tree.fields()
                .put("repository", repository)
                .put("repository_owner", owner(repository))
                .put("ref", job.get(Fact.REF))
                .put("ref_type", job.get(Fact.REF).isPresent() ? Optional.empty() : job.get(Fact.REF_TYPE))
                .put("environment", job.get(Fact.ENVIRONMENT))
                .put("sub", subject);
        breadth(job, notes);
        forms(job, repository, subject, notes);
        Tree.Fields block = Tree.fields()
                .put("enterprise_server_host", job.get(Fact.HOSTNAME))
                .put("enterprise_slug", job.get(Fact.ENTERPRISE_SLUG))
                .put("allow", Tree.items(rule));
        if (job.get(Fact.HOSTNAME).isPresent() && job.get(Fact.ENTERPRISE_SLUG).isPresent()) {
            throw new InvalidRequestException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "--hostname and --enterprise-slug name two issuers, and a join token has one",
                    "keep --hostname for a GitHub Enterprise Server, --enterprise-slug for github.com");
        }
        if (job.get(Fact.HOSTNAME).isPresent() || job.get(Fact.ENTERPRISE_SLUG).isPresent()) {
            notes.add("An issuer of your own needs Teleport Enterprise.");
        }
        return AllowRule.same(block, notes);
    }

    private static void requireFull(String ref) {
        if (!ref.startsWith("refs/")) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "--ref " + SafeText.quote(ref) + " is not a full ref",
                    "write refs/heads/ in front of a branch, refs/tags/ in front of a tag");
        }
    }

    private static void breadth(JobFacts job, List<String> notes) {
        if (job.get(Fact.REF).isEmpty() && job.get(Fact.ENVIRONMENT).isEmpty()) {
            notes.add(
                    job.get(Fact.REF_TYPE).isPresent()
                            ? "This fits every tag of the repository; a protected environment is narrower (--environment)."
                            : "This fits every branch and pull request of the repository; add --ref refs/heads/main or"
                                    + " --environment NAME to narrow it.");
        }
        job.get(Fact.REF)
                .filter(ref -> ref.indexOf('*') >= 0)
                .ifPresent(ref -> notes.add("Servers before version 18 take the ref literally, '*' included."));
        job.get(Fact.ENVIRONMENT)
                .ifPresent(environment -> notes.add("Who may deploy to the environment " + shown(environment)
                        + " is said by its protection rules in the repository's settings."));
    }

    private static void forms(JobFacts job, String repository, Optional<String> subject, List<String> notes) {
        if (subject.isPresent()) {
            notes.add("sub holds the ids of owner and repository (GitHub's immutable form, the default of repositories"
                    + " made or renamed since July 2026). If this repository still has the form by names,");
            notes.add("repo:" + shown(repository) + ":..., leave the line sub out: the others hold in both forms.");
            return;
        }
        notes.add("The rule does not use sub, so it holds for both its forms: repo:" + shown(repository)
                + ":... (by names) and");
        notes.add("repo:" + shown(owner(repository)) + "@OWNER_ID/"
                + shown(repository.substring(repository.indexOf('/') + 1))
                + "@REPOSITORY_ID:... (immutable, the default since July 2026).");
        notes.add(
                "Names can be taken over when a repository is deleted or renamed; ids cannot. Where the repository has"
                        + " the immutable form, give --owner-id and --repository-id"
                        + (ids(job)
                                ? " (here " + shown(job.require(Fact.OWNER_ID)) + " and "
                                        + shown(job.require(Fact.REPOSITORY_ID)) + ")."
                                : "."));
    }

    /** The token's own where it has ids; else from the ids, where somebody's words give them and say which job. */
    private static Optional<String> subject(JobFacts job, String repository) {
        if (job.get(Fact.SUBJECT).isPresent() || job.fromToken() || !ids(job)) {
            return job.get(Fact.SUBJECT);
        }
        Optional<String> what = job.get(Fact.ENVIRONMENT)
                .map(name -> "environment:" + name.replace(":", "%3A"))
                .or(() -> job.get(Fact.REF).map(ref -> "ref:" + ref));
        return what.map(text -> "repo:" + owner(repository) + "@" + job.require(Fact.OWNER_ID) + "/"
                + repository.substring(repository.indexOf('/') + 1) + "@" + job.require(Fact.REPOSITORY_ID) + ":"
                + text);
    }

    private static boolean ids(JobFacts job) {
        return job.get(Fact.OWNER_ID).isPresent() && job.get(Fact.REPOSITORY_ID).isPresent();
    }

    private static String owner(String repository) {
        return repository.substring(0, repository.indexOf('/'));
    }
}
