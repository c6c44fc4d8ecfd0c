package dev.machineid.core.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TestAuthority;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerraformOutputTest {
    private final Credentials credentials = new TestAuthority("lab-root").credentials(JobKey.p256());

    private Delivery write(String host) {
        return new TerraformOutput()
                .write(
                        credentials,
                        new Place(Path.of("/run/mid/generations/3"), Path.of("/run/mid/current"), host, 443));
    }

    @Test
    void write_variables_areTheProvidersOwn() {
        assertThat(write("proxy.example.com").environment())
                .containsEntry("TF_TELEPORT_ADDR", "proxy.example.com:443")
                .containsEntry("TF_TELEPORT_IDENTITY_FILE_PATH", "/run/mid/current/identity")
                .doesNotContainKey("TELEPORT_IDENTITY_FILE");
    }

    @ParameterizedTest
    @CsvSource({"::1, '[::1]:443'", "192.0.2.7, 192.0.2.7:443"})
    void write_proxyByAddress_isWrittenAsOne(String host, String address) {
        assertThat(write(host).environment()).containsEntry("TF_TELEPORT_ADDR", address);
    }

    @Test
    void write_file_isTheIdentityFile() {
        Delivery delivery = write("proxy.example.com");

        assertThat(delivery.files()).containsOnlyKeys("identity");
        assertThat(IdentityFile.read(Objects.requireNonNull(delivery.files().get("identity"))
                                .revealBytes())
                        .tls())
                .isEqualTo(credentials.tls());
    }

    @Test
    void and_withTheIdentityOutput_isOneFileWithBothSetsOfVariables() {
        Place place =
                new Place(Path.of("/run/mid/generations/3"), Path.of("/run/mid/current"), "proxy.example.com", 443);

        Delivery both = write("proxy.example.com").and(new IdentityOutput().write(credentials, place));

        assertThat(both.files()).containsOnlyKeys("identity");
        assertThat(both.environment()).containsKeys("TF_TELEPORT_ADDR", "TELEPORT_IDENTITY_FILE");
    }
}
