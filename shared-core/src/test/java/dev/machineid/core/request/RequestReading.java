package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Path;
import java.util.List;

/** Options as a test writes them, and what becomes of them. */
abstract class RequestReading {
    static final Path BASE = Path.of("/base");
    static final String HEX_SECRET = "0123456789abcdef0123456789abcdef";
    static final String WEB_TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";

    static List<OptionSpec> all() {
        return OptionCatalogue.all();
    }

    static ReadRequest read(String... pairs) {
        return new RequestReader(BASE).read(raw(pairs));
    }

    static InvalidRequestException failure(RawOptions raw) {
        return catchThrowableOfType(InvalidRequestException.class, () -> new RequestReader(BASE).read(raw));
    }

    static RawOptions raw(String... pairs) {
        RawOptions.Builder builder = RawOptions.builder();
        for (int at = 0; at < pairs.length; at += 2) {
            builder.put(pairs[at], pairs[at + 1], Source.of(Source.Kind.COMMAND_LINE, "--" + pairs[at]));
        }
        return builder.build();
    }
}
