package dev.machineid.core.rules;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of the clouds' identities. */
final class CloudRules {
    private static final Pattern AWS_ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern ROLE_SESSION = Pattern.compile("(arn:[^:]+:sts::[^:]*:assumed-role/[^/]+)/[^/]+");

    private CloudRules() {}

    static AllowRule iam(JobFacts job) {
        String account = job.require(Fact.AWS_ACCOUNT);
        if (!AWS_ACCOUNT.matcher(account).matches()) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "--aws-account " + SafeText.quote(account) + " is not an account's number",
                    "write its 12 digits, as aws sts get-caller-identity prints them");
        }
        List<String> notes = new ArrayList<>();
        Tree.Fields rule = Tree.fields()
                .put("aws_account", account)
                .put("aws_arn", job.get(Fact.AWS_ARN).map(CloudRules::everySession));
        if (job.get(Fact.AWS_ARN).isEmpty()) {
            notes.add("This fits every user and role of the account; add --aws-arn" + " \"arn:aws:sts::" + account
                    + ":assumed-role/ROLE/*\".");
        } else {
            notes.add("Whoever can get that role or user's credentials can use this.");
        }
        return AllowRule.same(Tree.fields().put("allow", Tree.items(rule)), notes);
    }

    /** The last part of a role session's arn is another one in each job or machine. */
    private static String everySession(String arn) {
        Matcher session = ROLE_SESSION.matcher(arn);
        return session.matches() ? session.group(1) + "/*" : arn;
    }

    static AllowRule gcp(JobFacts job) {
        List<String> notes = new ArrayList<>();
        Tree.Fields rule = Tree.fields().put("project_ids", Tree.texts(List.of(job.require(Fact.GCP_PROJECT))));
        job.get(Fact.GCP_ACCOUNT)
                .ifPresentOrElse(
                        account -> rule.put("service_accounts", Tree.texts(List.of(account))),
                        () -> notes.add("This fits every service account of the project; add --gcp-account EMAIL."));
        job.get(Fact.GCP_LOCATION).ifPresent(place -> rule.put("locations", Tree.texts(List.of(place))));
        if (job.get(Fact.GCP_LOCATION).isPresent()) {
            notes.add("Only virtual machines have a location: pods and functions do not fit a rule with one.");
        }
        return AllowRule.same(Tree.fields().put("allow", Tree.items(rule)), notes);
    }

    static AllowRule azure(JobFacts job) {
        List<String> notes = new ArrayList<>();
        Tree.Fields rule = Tree.fields().put("subscription", job.require(Fact.SUBSCRIPTION));
        job.get(Fact.RESOURCE_GROUP)
                .ifPresentOrElse(
                        group -> rule.put("resource_groups", Tree.texts(List.of(group))),
                        () -> notes.add("This fits every machine of the subscription; add --resource-group NAME."));
        notes.add("On clusters before version 18 the managed identity needs the right to read its virtual machine"
                + " (Microsoft.Compute/virtualMachines/read).");
        return AllowRule.same(Tree.fields().put("allow", Tree.items(rule)), notes);
    }
}
