package dev.machineid.core.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state as one JSON document, so that a key never lies beside the certificate of another one; the format is described
 * in {@code docs/decisions}.
 */
final class StateFile {
    private static final int FORMAT = 1;
    private static final int MOST_KEYS = 8;
    private static final JsonFactory JSON = new JsonFactory();

    private StateFile() {}

    static Secret write(KeptState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeStringField("method", state.method());
            json.writeStringField("cluster", state.cluster());
            json.writeStringField("origin", state.origin());
            if (state.unfinished().isPresent()) {
                json.writeStringField("unfinished", state.unfinished().get().toString());
            }
            if (state.identity().isPresent()) {
                KeptIdentity identity = state.identity().get();
                json.writeStringField("generation", number(identity)); // for people; the certificate says it
                json.writeStringField("certificate", TlsCertificates.pem(identity.tls()));
                json.writeStringField("authorities", TlsCertificates.pem(identity.hostAuthorities()));
                write(json, "", identity.key());
            }
            if (state.joinState().isPresent()) {
                json.writeStringField("join_state", state.joinState().get().reveal());
            }
            json.writeNumberField("keypairs", state.keyPairs().size());
            for (int i = 0; i < state.keyPairs().size(); i++) {
                write(json, "keypair_" + i + "_", state.keyPairs().get(i));
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return Secret.of(bytes.toByteArray());
    }

    private static String number(KeptIdentity identity) {
        return identity.says().generation().stream()
                .mapToObj(Long::toString)
                .findFirst()
                .orElse("");
    }

    private static void write(JsonGenerator json, String prefix, JobKey key) throws IOException {
        try (Secret pem = key.privatePem()) {
            json.writeStringField(prefix + "private", pem.reveal());
        }
        json.writeStringField(prefix + "public", Base64.getEncoder().encodeToString(key.tlsPublicDer()));
    }

    /** @throws IllegalArgumentException without any of the content, if this is not what {@link #write} writes */
    static KeptState read(Secret document) {
        Map<String, String> fields = fields(document);
        if (!Integer.toString(FORMAT).equals(fields.get("format"))) {
            throw new IllegalArgumentException("its format is not " + FORMAT);
        }
        int count = Integer.parseInt(required(fields, "keypairs"));
        if (count < 0 || count > MOST_KEYS) {
            throw new IllegalArgumentException("it has an impossible number of key pairs");
        }
        List<JobKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(key(fields, "keypair_" + i + "_"));
        }
        return new KeptState(
                required(fields, "method"),
                required(fields, "cluster"),
                required(fields, "origin"),
                fields.containsKey("certificate") ? Optional.of(identity(fields)) : Optional.empty(),
                Optional.ofNullable(fields.get("unfinished")).map(StateFile::time),
                keys,
                Optional.ofNullable(fields.get("join_state")).map(Secret::of));
    }

    private static KeptIdentity identity(Map<String, String> fields) {
        return new KeptIdentity(
                key(fields, ""),
                TlsCertificates.parse(required(fields, "certificate")).get(0),
                TlsCertificates.parse(required(fields, "authorities")));
    }

    private static JobKey key(Map<String, String> fields, String prefix) {
        try (Secret pem = Secret.of(required(fields, prefix + "private"))) {
            return JobKey.read(pem, Base64.getDecoder().decode(required(fields, prefix + "public")));
        }
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException broken) {
            throw new IllegalArgumentException("a time in it cannot be read");
        }
    }

    private static Map<String, String> fields(Secret document) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(document.revealBytes())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is no JSON object");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                if (!json.nextToken().isScalarValue()) {
                    throw new IllegalArgumentException("it has a field of another kind");
                }
                fields.put(name, json.getText());
            }
            if (json.currentToken() != JsonToken.END_OBJECT) {
                throw new IllegalArgumentException("it does not end");
            }
        } catch (IOException broken) {
            throw new IllegalArgumentException("it is no JSON"); // the parser's message would quote it
        }
        return fields;
    }

    private static String required(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the field " + name + " is missing");
        }
        return value;
    }
}
