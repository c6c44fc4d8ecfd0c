package dev.machineid.docs;

import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.Platform;
import java.util.List;
import java.util.Locale;

/** The form of the step: what most jobs say first, everything else behind one button. */
final class JenkinsJelly {
    private static final List<String> FIRST = List.of("proxy", "token");

    private JenkinsJelly() {}

    static String step() {
        StringBuilder text = new StringBuilder("<!-- " + Page.NOTE + " -->\n<?jelly escape-by-default='true'?>\n");
        text.append("<j:jelly xmlns:j=\"jelly:core\" xmlns:f=\"/lib/form\" xmlns:c=\"/lib/credentials\">\n");
        entry(text, "  ", "cluster", "Cluster", "<f:select/>");
        FIRST.forEach(name -> entry(text, "  ", spec(name)));
        entry(text, "  ", "credentialsId", "Credential", "<c:select/>");
        entry(text, "  ", "outputs", "Outputs", "<f:repeatableHeteroProperty field=\"outputs\" hasHeader=\"true\"/>");
        text.append("  <f:advanced>\n");
        entry(text, "    ", "joinOn", "Join on", "<f:select/>");
        entry(text, "    ", "daemonDirectory", "Directory of a daemon", "<f:textbox/>");
        JenkinsFields.plain().stream()
                .filter(spec -> !FIRST.contains(spec.name()))
                .forEach(spec -> entry(text, "    ", spec));
        return text.append("  </f:advanced>\n</j:jelly>\n").toString();
    }

    private static OptionSpec spec(String name) {
        return JenkinsFields.plain().stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void entry(StringBuilder text, String indent, OptionSpec spec) {
        String control = "<f:textbox/>";
        if (spec.type() == OptionType.FLAG) {
            control = spec.defaultOn(Platform.JENKINS).equals("true")
                    ? "<f:checkbox default=\"true\"/>"
                    : "<f:checkbox/>";
        } else if (spec.type() == OptionType.JOIN_METHOD) {
            control = "<f:select/>";
        }
        entry(text, indent, Casing.name(spec, Platform.JENKINS), title(spec.name()), control);
    }

    private static void entry(StringBuilder text, String indent, String field, String title, String control) {
        text.append(indent)
                .append("<f:entry field=\"")
                .append(field)
                .append("\" title=\"")
                .append(title)
                .append("\">\n")
                .append(indent)
                .append("  ")
                .append(control)
                .append('\n')
                .append(indent)
                .append("</f:entry>\n");
    }

    private static String title(String name) {
        String words = name.replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
