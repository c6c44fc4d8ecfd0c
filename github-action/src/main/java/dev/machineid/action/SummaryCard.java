package dev.machineid.action;

import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.SafeText;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A card for the run's page: who, how, by which claims, what, and for how long; no secrets.
 *
 * @param claims lines {@code name = value} of the id token that was shown; empty for other proofs
 * @param tunnels what is reached at which port of the machine
 * @param correlation finds this login again
 */
record SummaryCard(LoginReport report, List<String> claims, List<String> tunnels, String correlation) {
    private static final int LONGEST = 300;

    String markdown() {
        StringBuilder text = new StringBuilder("### Machine ID: `")
                .append(code(report.bot()))
                .append("` in `")
                .append(code(report.cluster()))
                .append("`\n\n| | |\n|---|---|\n");
        row(
                text,
                "who",
                "bot " + cell(report.bot()) + ", roles " + cells(report.roles())
                        + (report.logins().isEmpty() ? "" : ", logins " + cells(report.logins())));
        row(text, "how", "join method " + cell(report.method()) + ", Teleport " + cell(report.serverVersion()));
        row(
                text,
                "what",
                cells(report.outputs())
                        + (report.leaves().isEmpty() ? "" : ", leaf clusters " + cells(report.leaves())));
        row(
                text,
                "until",
                cell(report.expires().truncatedTo(ChronoUnit.SECONDS).toString()) + " (asked "
                        + LoginReport.words(report.asked()) + ", granted " + LoginReport.words(report.granted()) + ")");
        if (!tunnels.isEmpty()) {
            row(text, "tunnels", cells(tunnels));
        }
        row(text, "correlation id", "`" + code(correlation) + "`");
        if (!claims.isEmpty()) {
            text.append("\n<details><summary>claims that were shown</summary>\n\n| claim | value |\n|---|---|\n");
            for (String claim : claims) {
                int at = claim.indexOf(" = ");
                row(text, cell(claim.substring(0, Math.max(at, 0))), cell(claim.substring(at < 0 ? 0 : at + 3)));
            }
            text.append("\n</details>\n");
        }
        for (String warning : report.warnings()) {
            text.append("\n> ").append(cell(warning)).append('\n');
        }
        return text.append('\n').toString();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| ").append(name).append(" | ").append(value).append(" |\n");
    }

    private static String cells(List<String> values) {
        return values.isEmpty()
                ? "none"
                : String.join(", ", values.stream().map(SummaryCard::cell).toList());
    }

    /** Text from outside as plain text: no link, no picture, no HTML, no end of the cell. */
    static String cell(String text) {
        StringBuilder safe = new StringBuilder();
        SafeText.line(text, LONGEST).codePoints().forEach(point -> {
            if (point == '<' || point == '>' || point == '&' || "\\`*_{}[]()#!|~@".indexOf(point) >= 0) {
                safe.append("&#").append(point).append(';');
            } else {
                safe.appendCodePoint(point);
            }
        });
        return safe.toString();
    }

    private static String code(String text) {
        return SafeText.line(text, LONGEST).replaceAll("[`|<>&]", "?");
    }
}
