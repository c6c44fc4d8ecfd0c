package dev.machineid.core.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TestAuthority;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.secret.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityOutputTest {
    private static final Path GENERATION = Path.of("/run/mid/generations/3");
    private static final Path CURRENT = Path.of("/run/mid/current");
    private final Credentials credentials = new TestAuthority("lab-root").credentials(JobKey.p256());
    private final Place place = new Place(GENERATION, CURRENT, "proxy.example.com", 443);
    private final Delivery delivery = new IdentityOutput().write(credentials, place);

    @Test
    void write_credentials_isOneReadableFile() {
        assertThat(delivery.files()).containsOnlyKeys("identity");
        Secret content = Objects.requireNonNull(delivery.files().get("identity"));
        assertThat(IdentityFile.read(content.revealBytes()).tls()).isEqualTo(credentials.tls());
    }

    @Test
    void write_variables_leadThroughTheCurrentLink() {
        assertThat(delivery.environment())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "MACHINE_ID_DIR", "/run/mid/current",
                        "MACHINE_ID_CLUSTER", "lab-root",
                        "MACHINE_ID_EXPIRES", "2046-11-22T11:00:00Z",
                        "MACHINE_ID_IDENTITY_FILE", "/run/mid/current/identity",
                        "TELEPORT_IDENTITY_FILE", "/run/mid/current/identity",
                        "TELEPORT_PROXY", "proxy.example.com:443",
                        "TELEPORT_AUTH_SERVER", "proxy.example.com:443",
                        "TF_TELEPORT_IDENTITY_FILE_PATH", "/run/mid/current/identity",
                        "TF_TELEPORT_ADDR", "proxy.example.com:443"));
    }

    @Test
    void write_masks_areTheLinesOfThePrivateKey() {
        List<String> lines = credentials.key().privatePem().reveal().lines().toList();

        assertThat(delivery.masks().stream().map(Secret::reveal))
                .containsExactlyElementsOf(lines.subList(1, lines.size() - 1));
        assertThat(delivery.toString()).doesNotContain(lines.get(1));
    }

    @Test
    void and_sameFileTwice_isOneFile() {
        Delivery both = delivery.and(new IdentityOutput().write(credentials, place));

        assertThat(both.files()).containsOnlyKeys("identity");
        assertThat(both.masks()).isEqualTo(delivery.masks());
    }

    @Test
    void and_contradiction_isRefused() {
        Delivery other = new Delivery(Map.of("identity", Secret.of("x")), Map.of(), List.of(), List.of());

        assertThatThrownBy(() -> delivery.and(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two outputs disagree on identity");
    }

    @Test
    void place_ipv6Proxy_isInBrackets() {
        assertThat(new Place(GENERATION, CURRENT, "fe80::1", 3080).proxyAddress())
                .isEqualTo("[fe80::1]:3080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\nHost *", "a'b", "a\"b", "-oProxyCommand=x", "a:443", "*"})
    void place_hostileProxyHost_isRefused(String host) {
        assertThatThrownBy(() -> new Place(GENERATION, CURRENT, host, 443)).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void place_badPort_isRefused(int port) {
        assertThatThrownBy(() -> new Place(GENERATION, CURRENT, "a", port)).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "/a\nHost *", "/a\u0007", "/a/${HOME}"})
    void place_hostilePath_isRefused(String path) {
        assertThatThrownBy(() -> new Place(Path.of(path), CURRENT, "a", 443))
                .isInstanceOf(InvalidRequestException.class);
    }
}
