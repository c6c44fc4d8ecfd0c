package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.InvalidRequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;

/** Configuration files as a test writes them. */
abstract class ConfigFiles {
    @TempDir
    Path directory;

    static RawOptions identity(ConfigFile file, String name) {
        return Objects.requireNonNull(file.identities().get(name));
    }

    ConfigFile file(String text) throws IOException {
        return ConfigFile.read(written(text));
    }

    InvalidRequestException failure(String text) throws IOException {
        return failure(written(text));
    }

    static InvalidRequestException failure(Path path) {
        return catchThrowableOfType(InvalidRequestException.class, () -> ConfigFile.read(path));
    }

    Path written(String text) throws IOException {
        return Files.write(directory.resolve("machine-id.yaml"), text.getBytes(StandardCharsets.UTF_8));
    }
}
