package dev.machineid.docs;

import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.Platform;
import java.util.List;
import java.util.Locale;

/**
 * The fields of the step with their getters and setters, which is all that data binding, the snippet generator and
 * Declarative look at. Two classes, because one would be long.
 */
final class JenkinsSource {
    private JenkinsSource() {}

    static String identity() {
        return source(
                "IdentityOptions",
                "Step",
                "/** Which cluster, and how to prove who the build is. */",
                JenkinsFields.plain().subList(0, half()));
    }

    static String rest() {
        return source(
                "StepOptions",
                "IdentityOptions",
                "/** What to issue, for how long, and where it goes. */",
                JenkinsFields.plain().subList(half(), JenkinsFields.plain().size()));
    }

    private static int half() {
        List<String> names =
                JenkinsFields.plain().stream().map(OptionSpec::name).toList();
        return names.indexOf("ssh");
    }

    private static String source(String name, String parent, String comment, List<OptionSpec> specs) {
        boolean first = parent.equals("Step");
        StringBuilder text = new StringBuilder("// " + Page.NOTE + "\npackage io.jenkins.plugins.machineid;\n\n");
        text.append("import io.jenkins.plugins.machineid.config.Texts;\nimport java.util.function.BiConsumer;\n");
        text.append(first ? "import org.jenkinsci.plugins.workflow.steps.Step;\n" : "");
        text.append("import org.kohsuke.stapler.DataBoundSetter;\n\n").append(comment);
        text.append("\npublic abstract class ")
                .append(name)
                .append(" extends ")
                .append(parent)
                .append(" {\n");
        specs.forEach(spec -> text.append(field(spec)));
        specs.forEach(spec -> text.append(accessors(spec)));
        text.append("\n    /** Hands over what is said, by the catalogue's names; blank for what is not. */\n");
        text.append(first ? "" : "    @Override\n");
        text.append("    void collect(BiConsumer<String, String> given) {\n");
        text.append(first ? "" : "        super.collect(given);\n");
        specs.forEach(spec -> text.append("        given.accept(\"")
                .append(spec.name())
                .append("\", ")
                .append(said(spec))
                .append(");\n"));
        return text.append("    }\n}\n").toString();
    }

    private static boolean flag(OptionSpec spec) {
        return spec.type() == OptionType.FLAG;
    }

    private static boolean on(OptionSpec spec) {
        return spec.defaultOn(Platform.JENKINS).equals("true");
    }

    private static String field(OptionSpec spec) {
        String type = flag(spec) ? "boolean " : "String ";
        String preset = flag(spec) ? on(spec) ? " = true" : "" : " = \"\"";
        return "    private " + type + spec.camel() + preset + ";\n";
    }

    /** Only what differs from the form's default, so that an outer place of configuration still counts. */
    private static String said(OptionSpec spec) {
        if (!flag(spec)) {
            return spec.camel();
        }
        return spec.camel() + (on(spec) ? " ? \"\" : \"false\"" : " ? \"true\" : \"\"");
    }

    private static String accessors(OptionSpec spec) {
        String camel = spec.camel();
        String capital = camel.substring(0, 1).toUpperCase(Locale.ROOT) + camel.substring(1);
        String type = flag(spec) ? "boolean" : "String";
        String value = flag(spec) ? camel : "Texts.of(" + camel + ")";
        return "\n    public " + type + (flag(spec) ? " is" : " get") + capital + "() {\n        return " + camel
                + ";\n    }\n\n    @DataBoundSetter\n    public void set" + capital + "(" + type + " " + camel
                + ") {\n        this." + camel + " = " + value + ";\n    }\n";
    }
}
