package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.OutputHelp;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.Platform;
import java.util.ArrayList;
import java.util.List;

/** What the Jenkins plugin has of every option: a field with its setter, a line in the form, and help behind the question mark. */
final class JenkinsForm {
    static final String RESOURCES = "../../jenkins-plugin/src/main/resources/io/jenkins/plugins/machineid/";

    /** The step's own folder; the build wrapper shows the same form. */
    static final String FOLDER = RESOURCES + "MachineIdStep";

    private static final String SOURCES = "../../jenkins-plugin/src/main/java/io/jenkins/plugins/machineid/";

    private JenkinsForm() {}

    static List<Page> pages() {
        List<Page> pages = new ArrayList<>();
        OptionCatalogue.of(Platform.JENKINS)
                .forEach(spec -> pages.add(help("MachineIdStep", Casing.name(spec, Platform.JENKINS), body(spec))));
        JenkinsFields.own().forEach(field -> pages.add(help(field.folder(), field.name(), paragraphs(field.help()))));
        JenkinsFields.cluster()
                .forEach(spec -> pages.add(
                        help("config/ClusterConfiguration", Casing.name(spec, Platform.JENKINS), body(spec))));
        for (OutputKind kind : OutputKind.values()) {
            pages.add(html(
                    JenkinsFields.folder(kind) + "/help.html",
                    paragraphs(List.of(
                            "Read by " + OutputHelp.readers(kind) + ".",
                            "Broken by " + OutputHelp.breakers(kind) + "."))));
        }
        pages.add(new Page(FOLDER + "/config.jelly", JenkinsJelly.step()));
        pages.add(new Page(SOURCES + "IdentityOptions.java", JenkinsSource.identity()));
        pages.add(new Page(SOURCES + "StepOptions.java", JenkinsSource.rest()));
        return pages;
    }

    private static Page help(String folder, String name, String body) {
        return html(folder + "/help-" + name + ".html", body);
    }

    private static Page html(String path, String body) {
        return new Page(RESOURCES + path, "<!-- " + Page.NOTE + " -->\n<div>\n" + body + "</div>\n");
    }

    private static String paragraphs(List<String> texts) {
        StringBuilder html = new StringBuilder();
        texts.forEach(text -> html.append(paragraph(escape(text))));
        return html.toString();
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
            text.append(paragraph("Example: " + code(JenkinsFields.example(spec))));
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
