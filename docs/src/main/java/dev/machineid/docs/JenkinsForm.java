package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.Platform;
import java.util.List;

/** One help file per field of the Jenkins plugin, as its forms show it behind the question mark. */
final class JenkinsForm {
    static final String FOLDER = "jenkins";

    private JenkinsForm() {}

    static List<Page> pages() {
        return OptionCatalogue.of(Platform.JENKINS).stream()
                .map(spec -> new Page(
                        FOLDER + "/help-" + Casing.name(spec, Platform.JENKINS) + ".html",
                        "<!-- " + Page.NOTE + " -->\n<div>\n" + body(spec) + "</div>\n"))
                .toList();
    }

    private static String body(OptionSpec spec) {
        StringBuilder text = new StringBuilder(paragraph(escape(Wording.help(spec, Platform.JENKINS))));
        if (spec.required()) {
            text.append(paragraph(escape(Wording.required(Platform.JENKINS))));
        }
        Wording.choices(spec, Platform.JENKINS)
                .map(choices -> paragraph(escape(choices)))
                .ifPresent(text::append);
        String preset = spec.defaultOn(Platform.JENKINS);
        if (!preset.isEmpty()) {
            text.append(paragraph("Default: " + code(preset)));
        }
        if (spec.type() != OptionType.FLAG) {
            text.append(paragraph("Example: " + code(spec.example())));
        }
        return text.toString();
    }

    private static String paragraph(String html) {
        return "  <p>" + html + "</p>\n";
    }

    private static String code(String text) {
        return "<code>" + escape(text) + "</code>";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
