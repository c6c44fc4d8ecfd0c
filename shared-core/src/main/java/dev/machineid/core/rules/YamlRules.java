package dev.machineid.core.rules;

import java.util.List;

/** A plan as the documents that {@code tctl create -f} takes. */
final class YamlRules {
    private YamlRules() {}

    static String write(RulesPlan plan) {
        Comments text = new Comments();
        text.line("Save this as " + plan.name() + ".yaml, read it, and create it with: tctl create -f " + plan.name()
                + ".yaml");
        plan.grants()
                .role()
                .ifPresent(
                        role -> text.line("").document(YamlText.document(resource("role", "v7", plan.name(), role))));
        if (plan.grants().role().isPresent()
                && plan.grants().logins().isEmpty()
                && plan.grants().labels().isEmpty()) {
            text.line("This role reaches nothing yet; say what it may reach, or give --role NAME.");
        }
        if (!plan.secret()) {
            AllowRule rule = plan.rule();
            text.separate();
            rule.notes().forEach(text::line);
            text.document(YamlText.document(resource("token", "v2", plan.tokenName(), token(plan, rule))));
        }
        text.separate();
        bot(plan, text);
        text.line(""); // no document follows, and tctl takes no empty one
        PipelineLines.of(plan).forEach(text::line);
        return text.toString();
    }

    private static void bot(RulesPlan plan, Comments text) {
        String add = "tctl bots add " + plan.name() + " --roles=" + String.join(",", plan.roles());
        if (plan.secret()) {
            text.line("Create the bot, once its role is there; the command prints the join secret, which works once:");
            text.line("  " + add);
            return;
        }
        text.line(
                "Where tctl takes no bot from a file (servers before version 15), this line does it, after role and join token:");
        text.line("  " + add + " --token=" + plan.tokenName());
        text.document(YamlText.document(
                resource("bot", "v1", plan.name(), Tree.fields().put("roles", Tree.texts(plan.roles())))));
    }

    static Tree.Fields token(RulesPlan plan, AllowRule rule) {
        return withRule(plan, rule.yaml());
    }

    /** The rule stands under the method's name, but that of iam, which is older, in the specification itself. */
    static Tree.Fields withRule(RulesPlan plan, Tree.Fields block) {
        Tree.Fields spec = spec(plan);
        if (plan.job().platform() == RulePlatform.IAM) {
            block.values().forEach(spec::put);
            return spec;
        }
        return spec.put(plan.job().platform().method().wireName(), block);
    }

    static Tree.Fields spec(RulesPlan plan) {
        return Tree.fields()
                .put("roles", Tree.texts(List.of("Bot")))
                .put("bot_name", plan.name())
                .put("join_method", plan.job().platform().method().wireName());
    }

    private static Tree.Fields resource(String kind, String version, String name, Tree.Fields spec) {
        return Tree.fields()
                .put("kind", kind)
                .put("version", version)
                .put("metadata", Tree.fields().put("name", name))
                .put("spec", spec);
    }
}
