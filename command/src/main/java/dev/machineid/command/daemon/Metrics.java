package dev.machineid.command.daemon;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The figures in Prometheus' text format 0.0.4. Their labels are names of the configuration and error codes, so that there
 * are never more of them than it has directories; no secret is among them.
 */
final class Metrics {
    private final StringBuilder text = new StringBuilder();

    private Metrics() {}

    /** @param started when the daemon was */
    static String text(List<Health.Picture> pictures, String version, String java, Instant started, Instant now) {
        Metrics metrics = new Metrics();
        metrics.about("machine_id_build_info", "gauge", "The program and its Java.");
        metrics.line("machine_id_build_info", "version=" + quoted(version) + ",java=" + quoted(java), "1");
        metrics.about("machine_id_start_time_seconds", "gauge", "When the daemon was started.");
        metrics.line("machine_id_start_time_seconds", "", seconds(started));
        metrics.each(
                pictures,
                "machine_id_credentials_expiry_timestamp_seconds",
                "gauge",
                "When the credentials end.",
                picture -> picture.expires().map(Metrics::seconds));
        metrics.each(
                pictures,
                "machine_id_credentials_valid",
                "gauge",
                "Whether there are credentials that have not ended.",
                picture -> Optional.of(picture.ready(now) ? "1" : "0"));
        metrics.each(
                pictures,
                "machine_id_last_renewal_timestamp_seconds",
                "gauge",
                "When this process last put new credentials there.",
                picture -> picture.renewed().map(Metrics::seconds));
        metrics.each(
                pictures,
                "machine_id_renewals_total",
                "counter",
                "How often there were new credentials.",
                picture -> Optional.of(Long.toString(picture.renewals())));
        metrics.failures(pictures);
        metrics.each(
                pictures,
                "machine_id_reload_failures_total",
                "counter",
                "How often a reload command or signal failed.",
                picture -> Optional.of(Long.toString(picture.reloadFailures())));
        return metrics.text.toString();
    }

    private void failures(List<Health.Picture> pictures) {
        about(
                "machine_id_renewal_failures_total",
                "counter",
                "How often there were no new credentials, by error code.");
        for (Health.Picture picture : pictures) {
            picture.failures().entrySet().stream()
                    .sorted(Comparator.comparing(entry -> entry.getKey().id()))
                    .forEach(entry -> line(
                            "machine_id_renewal_failures_total",
                            labels(picture) + ",code=" + quoted(entry.getKey().id()),
                            Long.toString(entry.getValue())));
        }
    }

    private void each(
            List<Health.Picture> pictures,
            String name,
            String type,
            String help,
            Function<Health.Picture, Optional<String>> value) {
        about(name, type, help);
        pictures.forEach(picture -> value.apply(picture).ifPresent(number -> line(name, labels(picture), number)));
    }

    private void about(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void line(String name, String labels, String value) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        text.append(' ').append(value).append('\n');
    }

    private static String labels(Health.Picture picture) {
        return "identity=" + quoted(picture.identity()) + ",directory="
                + quoted(picture.directory().toString());
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static String seconds(Instant moment) {
        return Long.toString(moment.getEpochSecond());
    }
}
