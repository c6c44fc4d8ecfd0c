package dev.machineid.core.rules;

import dev.machineid.core.platform.Claims;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes from an id token what tells this job from others and stays the same in its next run. */
final class ClaimFacts {
    private static final Pattern GITHUB_ISSUER =
            Pattern.compile("https://token\\.actions\\.githubusercontent\\.com(?:/([A-Za-z0-9._-]+))?");
    private static final Pattern GITHUB_SERVER = Pattern.compile("https://([^/]+)/_services/token");
    private static final Pattern IMMUTABLE = Pattern.compile("repo:[^/:@]+@[0-9]+/[^/:@]+@[0-9]+:.+", Pattern.DOTALL);
    private static final Pattern CIRCLECI_ISSUER = Pattern.compile("https://oidc\\.circleci\\.com/org/([^/]+)");
    private static final Pattern AZURE_RESOURCE =
            Pattern.compile("/subscriptions/([^/]+)/resourcegroups/([^/]+)/.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern ACCOUNT = Pattern.compile("system:serviceaccount:([^:]+):([^:]+)");

    private final Claims claims;
    private final Map<Fact, String> facts = new EnumMap<>(Fact.class);
    private Optional<String> cluster = Optional.empty();
    private Optional<String> audience = Optional.empty();

    private ClaimFacts(Claims claims) {
        this.claims = claims;
    }

    static JobFacts read(RulePlatform platform, Claims claims) {
        ClaimFacts read = new ClaimFacts(claims);
        switch (platform) {
            case GITHUB -> read.github();
            case GITLAB -> read.gitlab();
            case CIRCLECI -> read.circleci();
            case SPACELIFT -> read.spacelift();
            case KUBERNETES -> read.kubernetes();
            case AZURE_DEVOPS -> read.azureDevOps();
            case BITBUCKET -> read.bitbucket();
            case TERRAFORM_CLOUD -> read.terraformCloud();
            case ENV0 -> read.env0();
            case GCP -> read.gcp();
            case AZURE -> read.azure();
            default -> read.generic();
        }
        return new JobFacts(platform, read.facts, read.audience, read.cluster, true);
    }

    private void github() {
        need(Fact.REPOSITORY, "repository");
        Matcher server = GITHUB_SERVER.matcher(issuer());
        Matcher enterprise = GITHUB_ISSUER.matcher(issuer());
        if (server.matches()) {
            facts.put(Fact.HOSTNAME, server.group(1));
        } else if (enterprise.matches()) {
            put(Fact.ENTERPRISE_SLUG, Optional.ofNullable(enterprise.group(1)));
        }
        put(Fact.ENVIRONMENT, claims.text("environment"));
        put(Fact.OWNER_ID, claims.text("repository_owner_id"));
        put(Fact.REPOSITORY_ID, claims.text("repository_id"));
        put(Fact.SUBJECT, claims.subject().filter(sub -> IMMUTABLE.matcher(sub).matches()));
        ref();
    }

    private void gitlab() {
        need(Fact.PROJECT, "project_path");
        put(Fact.HOSTNAME, host().filter(host -> !host.equals("gitlab.com")));
        put(Fact.ENVIRONMENT, claims.text("environment"));
        put(Fact.REF_PROTECTED, claims.text("ref_protected").filter(text -> text.equals("true")));
        ref();
        cluster = only("aud");
    }

    /** One tag, like one pull request, is over before the next run: the rule takes every tag, and no pull request's ref. */
    private void ref() {
        Optional<String> type = claims.text("ref_type");
        Optional<String> ref = claims.text("ref");
        if (type.filter("tag"::equals).isPresent()) {
            put(Fact.REF_TYPE, type);
        } else if (ref.isPresent() && !ref.get().startsWith("refs/pull/")) {
            put(Fact.REF, ref);
            put(Fact.REF_TYPE, type);
        }
    }

    private void circleci() {
        Matcher issuer = CIRCLECI_ISSUER.matcher(issuer());
        put(Fact.ORGANIZATION_ID, issuer.matches() ? Optional.of(issuer.group(1)) : only("aud"));
        need(Fact.PROJECT_ID, "oidc.circleci.com/project-id");
        put(Fact.CONTEXT_ID, claims.text("oidc.circleci.com/context-ids"));
    }

    private void spacelift() {
        put(Fact.HOSTNAME, host());
        need(Fact.SPACE_ID, "spaceId");
        put(Fact.CALLER_ID, claims.text("callerId"));
        put(Fact.CALLER_TYPE, claims.text("callerType"));
        put(Fact.SCOPE, claims.text("scope"));
    }

    private void kubernetes() {
        Matcher account = ACCOUNT.matcher(claims.subject().orElse(""));
        if (!account.matches()) {
            throw lacking("sub of a service account");
        }
        facts.put(Fact.SERVICE_ACCOUNT, account.group(1) + ":" + account.group(2));
        cluster = only("aud").filter(name -> !name.contains("/"));
    }

    private void azureDevOps() {
        need(Fact.ORGANIZATION_ID, "org_id");
        need(Fact.PROJECT_ID, "prj_id");
        need(Fact.DEFINITION_ID, "def_id");
        put(Fact.REF, claims.text("rpo_ref").filter(ref -> ref.startsWith("refs/heads/")));
    }

    private void bitbucket() {
        need(Fact.ISSUER, "iss");
        need(Fact.WORKSPACE_ID, "workspaceUuid");
        need(Fact.REPOSITORY_ID, "repositoryUuid");
        put(Fact.ENVIRONMENT_ID, claims.text("deploymentEnvironmentUuid"));
        put(Fact.REF, claims.text("branchName"));
        audience = claims.audience().stream().findFirst();
    }

    private void terraformCloud() {
        put(Fact.HOSTNAME, host().filter(host -> !host.equals("app.terraform.io")));
        need(Fact.ORGANIZATION_ID, "terraform_organization_id");
        need(Fact.PROJECT_ID, "terraform_project_id");
        need(Fact.WORKSPACE_ID, "terraform_workspace_id");
        put(Fact.RUN_PHASE, claims.text("terraform_run_phase"));
        cluster = only("aud").filter(name -> !name.contains("/"));
        audience = only("aud").filter(name -> name.contains("/"));
    }

    private void env0() {
        need(Fact.ORGANIZATION_ID, "organizationId");
        need(Fact.PROJECT_ID, "projectId");
        put(Fact.ENVIRONMENT_ID, claims.text("environmentId"));
        put(Fact.DEPLOYMENT_TYPE, claims.text("deploymentType"));
    }

    private void gcp() {
        put(Fact.GCP_PROJECT, CloudClaims.google(claims).text(CloudClaims.PROJECT));
        if (!facts.containsKey(Fact.GCP_PROJECT)) {
            throw lacking("google/compute_engine/project_id");
        }
        put(Fact.GCP_ACCOUNT, claims.text("email"));
        // The next machine of the same group may lie in another zone of the region.
        put(Fact.GCP_LOCATION, claims.text("google/compute_engine/zone").map(zone -> zone.replaceFirst("-[^-]+$", "")));
    }

    private void azure() {
        Matcher machine = AZURE_RESOURCE.matcher(
                claims.text("xms_az_rid").or(() -> claims.text("xms_mirid")).orElse(""));
        if (!machine.matches()) {
            throw lacking("xms_mirid");
        }
        facts.put(Fact.SUBSCRIPTION, machine.group(1));
        facts.put(Fact.RESOURCE_GROUP, machine.group(2));
    }

    private void generic() {
        need(Fact.ISSUER, "iss");
        need(Fact.SUBJECT, "sub");
        audience = claims.audience().stream().findFirst();
    }

    private Optional<String> host() {
        String issuer = issuer();
        return issuer.startsWith("https://")
                ? Optional.of(issuer.substring("https://".length()).split("/", 2)[0])
                : Optional.empty();
    }

    private String issuer() {
        return claims.issuer().orElse("");
    }

    private Optional<String> only(String claim) {
        return claims.values(claim).size() == 1 ? claims.text(claim) : Optional.empty();
    }

    private void need(Fact fact, String claim) {
        facts.put(fact, claims.text(claim).filter(text -> !text.isBlank()).orElseThrow(() -> lacking(claim)));
    }

    private void put(Fact fact, Optional<String> value) {
        value.filter(text -> !text.isBlank()).ifPresent(text -> facts.put(fact, text));
    }

    private static ProofException lacking(String claim) {
        return new ProofException(
                ErrorCode.PLATFORM_TOKEN_MALFORMED,
                "the id token has no claim " + claim + ", which a rule for this platform needs",
                "check join-method, or name the job by --platform and its words");
    }
}
