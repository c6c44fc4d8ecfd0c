package dev.machineid.core.rules;

import java.util.List;

/** A plan as resources of Teleport's Terraform provider, formatted as {@code terraform fmt} does. */
final class TerraformRules {
    private TerraformRules() {}

    static String write(RulesPlan plan) {
        Comments text = new Comments();
        String label = label(plan.name());
        text.line("For the provider terraform.releases.teleport.dev/gravitational/teleport, version 18.4 or newer.");
        plan.grants()
                .role()
                .ifPresent(role -> text.line("")
                        .document(block("teleport_role", label, versioned("v7", plan.name(), role), List.of())));
        if (plan.secret()) {
            text.line("");
            text.line("The join secret is made by tctl, so that it never lies in Terraform's state:");
            text.line("  tctl bots add " + plan.name() + " --roles=" + String.join(",", plan.roles()));
        } else {
            resources(plan, label, text);
        }
        text.line("");
        PipelineLines.of(plan).forEach(text::line);
        return text.toString();
    }

    private static void resources(RulesPlan plan, String label, Comments text) {
        AllowRule rule = plan.rule();
        text.line("");
        rule.notes().forEach(text::line);
        if (plan.job().platform().method() == dev.machineid.core.request.JoinMethod.GENERIC_OIDC) {
            text.line("The provider drops must_match_fields without a word, so the rule is written as allow_any.");
        }
        Tree.Fields spec = YamlRules.withRule(plan, rule.terraform());
        text.document(block("teleport_provision_token", label, versioned("v2", plan.tokenName(), spec), List.of()));
        text.line("");
        text.line("Providers before 18.4 take name and roles beside each other instead of metadata and spec.");
        List<String> first = plan.grants().role().isPresent() ? List.of("teleport_role." + label) : List.of();
        Tree.Fields bot = versioned("v1", plan.name(), Tree.fields().put("roles", Tree.texts(plan.roles())));
        text.document(block("teleport_bot", label, bot, first));
    }

    private static Tree.Fields versioned(String version, String name, Tree.Fields spec) {
        return Tree.fields()
                .put("version", version)
                .put("metadata", Tree.fields().put("name", name))
                .put("spec", spec);
    }

    private static String block(String type, String label, Tree.Fields fields, List<String> first) {
        String depends = first.isEmpty() ? "" : "\n  depends_on = [" + String.join(", ", first) + "]\n";
        return "resource \"" + type + "\" \"" + label + "\" {\n" + HclText.attributes(fields, 2) + depends + "}\n";
    }

    /** A name of Terraform's own; no two checked names that differ in more than '.' become one. */
    private static String label(String name) {
        String label = name.replace('.', '_').replace('-', '_');
        return Character.isDigit(label.charAt(0)) ? "_" + label : label;
    }
}
