package dev.machineid.core.rules;

import static dev.machineid.core.rules.AllowRule.shown;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The platforms whose rules have a handful of fields. */
final class PlatformRules {
    private static final Pattern ACCOUNT = Pattern.compile("[^:\\s]+:[^:\\s]+");

    private PlatformRules() {}

    static AllowRule circleci(JobFacts job) {
        List<String> notes = new ArrayList<>();
        Tree.Fields rule = Tree.fields()
                .put("project_id", job.require(Fact.PROJECT_ID))
                .put("context_id", job.get(Fact.CONTEXT_ID));
        if (job.get(Fact.CONTEXT_ID).isEmpty()) {
            notes.add("This fits every job of the project that has a context; add --context-id UUID, and restrict the"
                    + " context to a security group.");
        } else {
            notes.add("Whoever may use the context can use this: restrict it to a security group.");
        }
        notes.add("This join method cannot tell branches apart; generic_oidc can, by the claim"
                + " oidc.circleci.com/vcs-ref.");
        return AllowRule.same(
                Tree.fields()
                        .put("organization_id", job.require(Fact.ORGANIZATION_ID))
                        .put("allow", Tree.items(rule)),
                notes);
    }

    static AllowRule spacelift(JobFacts job) {
        List<String> notes = new ArrayList<>();
        Tree.Fields rule = Tree.fields()
                .put("space_id", job.require(Fact.SPACE_ID))
                .put("caller_id", job.get(Fact.CALLER_ID))
                .put("caller_type", job.get(Fact.CALLER_TYPE))
                .put("scope", job.get(Fact.SCOPE));
        if (job.get(Fact.CALLER_ID).isEmpty()) {
            notes.add("This fits every stack and module of the space; add --caller-id STACK --caller-type stack.");
        }
        if (job.get(Fact.SCOPE).isEmpty()) {
            notes.add(
                    "Proposed runs, which anybody's pull request can start, have scope read; --scope write leaves them"
                            + " out.");
        } else {
            notes.add(
                    "scope is read for proposed runs and write for tracked ones: a second rule lets in the other kind.");
        }
        notes.add("This join method needs Teleport Enterprise.");
        return AllowRule.same(
                Tree.fields().put("hostname", job.require(Fact.HOSTNAME)).put("allow", Tree.items(rule)), notes);
    }

    static AllowRule kubernetes(JobFacts job, String jwks) {
        String account = job.require(Fact.SERVICE_ACCOUNT);
        if (!ACCOUNT.matcher(account).matches()) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "--service-account " + SafeText.quote(account) + " is not NAMESPACE:NAME",
                    "write the namespace, a colon and the name: ci:deployer");
        }
        Tree.Fields block = Tree.fields();
        List<String> notes = new ArrayList<>();
        if (jwks.isEmpty()) {
            block.put("type", "in_cluster");
            notes.add(
                    "in_cluster is for an auth server in the same Kubernetes cluster. For one elsewhere, save the keys"
                            + " with kubectl get --raw /openid/v1/jwks and give the file as --jwks-file.");
        } else {
            block.put("type", "static_jwks").put("static_jwks", Tree.fields().put("jwks", jwks));
            notes.add("When the Kubernetes cluster changes its keys, make this join token again.");
        }
        block.put("allow", Tree.items(Tree.fields().put("service_account", account)));
        notes.add("Whoever may start a pod with that service account can use this.");
        return AllowRule.same(block, notes);
    }

    static AllowRule oidc(JobFacts job, String audience) {
        String issuer = job.require(Fact.ISSUER);
        String subject = job.require(Fact.SUBJECT);
        if (!issuer.startsWith("https://")) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "the issuer " + SafeText.quote(issuer) + " is not an https URL",
                    job.platform() == RulePlatform.JENKINS
                            ? "write Jenkins' root URL with /oidc behind it: https://jenkins.example.com/oidc"
                            : "write it as the id token's claim iss has it");
        }
        List<String> notes = new ArrayList<>();
        notes.add("Join method generic_oidc needs Teleport 18.11 or newer. The cluster fetches the issuer's keys from "
                + shown(issuer) + "/.well-known/openid-configuration;");
        notes.add("where it cannot reach that, put the keys into static_jwks.");
        if (job.platform() == RulePlatform.JENKINS) {
            notes.add("sub is the job's URL: with multibranch jobs each branch has its own.");
        }
        Tree.Fields yaml =
                base(issuer, audience).put("must_match_fields", Tree.fields().put("sub", subject));
        Tree.Fields condition =
                Tree.fields().put("attribute", "sub").put("eq", Tree.fields().put("value", subject));
        Tree.Fields terraform = base(issuer, audience)
                .put("allow_any", Tree.items(Tree.fields().put("conditions", Tree.items(condition))));
        return new AllowRule(yaml, terraform, notes);
    }

    private static Tree.Fields base(String issuer, String audience) {
        return Tree.fields().put("issuer", issuer).put("audience", Optional.of(audience));
    }
}
