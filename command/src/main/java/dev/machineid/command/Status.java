package dev.machineid.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.machineid.core.Companion;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.session.Generations;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the files of one generation say.
 *
 * @param logins the SSH logins
 * @param traitLogins those of them that the bot's logins trait holds
 * @param outputs the kinds of outputs whose files are there
 * @param expires when the first of the certificates ends
 */
record Status(
        TeleportIdentity who,
        List<String> logins,
        List<String> traitLogins,
        List<String> leaves,
        List<String> outputs,
        Path generation,
        Instant expires,
        Instant now) {
    /** Principals that Teleport adds for its own machinery. */
    private static final String INTERNAL = "-teleport-";

    Status {
        logins = List.copyOf(logins);
        traitLogins = List.copyOf(traitLogins);
        leaves = List.copyOf(leaves);
        outputs = List.copyOf(outputs);
    }

    static Status read(Path generation, Instant now) {
        StoredIdentity identity = PrivateIdentity.read(generation.resolve("identity"));
        TeleportIdentity who = TeleportIdentity.of(identity.tls());
        Instant tls = identity.tls().getNotAfter().toInstant();
        Instant end = identity.ssh()
                .map(certificate -> certificate.validBefore())
                .filter(ssh -> ssh.isBefore(tls))
                .orElse(tls);
        List<String> outputs = new ArrayList<>(List.of("identity"));
        if (Files.isRegularFile(generation.resolve("ssh_config"))) {
            outputs.add("ssh");
        }
        if (Files.isRegularFile(generation.resolve("kubeconfig"))) {
            outputs.add("kubernetes");
        }
        for (String kind : List.of("application", "database")) {
            if (Files.isDirectory(generation.resolve(kind))) {
                outputs.add(kind);
            }
        }
        List<String> logins = who.principals().stream()
                .filter(login -> !login.startsWith(INTERNAL))
                .toList();
        return new Status(
                who,
                logins,
                who.loginsTrait().stream().filter(logins::contains).toList(),
                identity.sshAuthorities().stream()
                        .map(line -> line.patterns().get(0))
                        .filter(cluster -> !cluster.equals(who.cluster()))
                        .distinct()
                        .toList(),
                outputs,
                generation,
                end,
                now);
    }

    boolean valid() {
        return now.isBefore(expires);
    }

    private Companion.State companion() {
        return Companion.state(Generations.directoryOf(generation));
    }

    /** A few lines; how an error about the end of the credentials reads is part of them. */
    String text() {
        String until = expires.truncatedTo(ChronoUnit.SECONDS).toString();
        return (who.botName().isEmpty() ? "" : "bot " + who.botName() + ", ")
                + "user " + who.userName() + " in " + who.cluster()
                + "\nroles " + String.join(", ", who.roles())
                + "\nlogins " + (logins.isEmpty() ? "none" : String.join(", ", logins))
                + (traitLogins.isEmpty() ? "" : "\nby the bot's logins trait " + String.join(", ", traitLogins))
                + (leaves.isEmpty() ? "" : "\nleaf clusters " + String.join(", ", leaves))
                + "\noutputs " + String.join(", ", outputs)
                + switch (companion()) {
                    case NONE -> "";
                    case RUNNING -> "\ntunnels and ssh multiplexer are kept open by a process of their own";
                    case ENDED -> "\nthe process that kept tunnels and ssh multiplexer open has ended; log in again";
                }
                + "\ngeneration " + generation.getFileName() + " in " + generation
                + (valid()
                        ? "\nvalid until " + until + ", " + LoginReport.words(Duration.between(now, expires)) + " left"
                        : "\nexpired at " + until + ", " + LoginReport.words(Duration.between(expires, now)) + " ago ("
                                + ErrorCode.CREDENTIALS_EXPIRED.id() + "); log in again");
    }

    /** One JSON object, for programs. */
    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeBooleanField("valid", valid());
            if (!valid()) {
                json.writeStringField("code", ErrorCode.CREDENTIALS_EXPIRED.id());
            }
            json.writeStringField("cluster", who.cluster());
            json.writeStringField("bot", who.botName());
            json.writeStringField("user", who.userName());
            write(json, "roles", who.roles());
            write(json, "logins", logins);
            write(json, "trait_logins", traitLogins);
            write(json, "leaf_clusters", leaves);
            write(json, "outputs", outputs);
            json.writeStringField("companion", companion().name().toLowerCase(Locale.ROOT));
            json.writeStringField("generation", String.valueOf(generation.getFileName()));
            json.writeStringField("directory", generation.toString());
            json.writeStringField(
                    "expires", expires.truncatedTo(ChronoUnit.SECONDS).toString());
            json.writeNumberField(
                    "seconds_left", Math.max(0, Duration.between(now, expires).toSeconds()));
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
