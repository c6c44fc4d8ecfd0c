package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.secret.Secret;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProxyTest {
    private static final ClusterAddress TARGET = ClusterAddress.parse("Teleport.Example.com:443");

    private static Optional<HttpProxy> proxy(String address) {
        return HttpProxy.forTarget(TARGET, Map.of("HTTPS_PROXY", address));
    }

    @ParameterizedTest
    @CsvSource({
        "http://proxy.example:3128, proxy.example, 3128",
        "HTTP://proxy.example:3128/, proxy.example, 3128",
        "proxy.example:3128, proxy.example, 3128",
        "proxy.example, proxy.example, 80",
        "http://[fd00::1]:8080, fd00::1, 8080",
        "' http://proxy.example:3128 ', proxy.example, 3128"
    })
    void address_isRead(String address, String host, int port) {
        assertThat(proxy(address)).contains(new HttpProxy(host, port, null));
    }

    @Test
    void lowerCase_wins_andBlankIsNotSet() {
        assertThat(HttpProxy.forTarget(TARGET, Map.of("HTTPS_PROXY", "up:1", "https_proxy", "low:2")))
                .contains(new HttpProxy("low", 2, null));
        assertThat(HttpProxy.forTarget(TARGET, Map.of("HTTPS_PROXY", "up:1", "https_proxy", " ")))
                .contains(new HttpProxy("up", 1, null));
        assertThat(HttpProxy.forTarget(TARGET, Map.of("HTTP_PROXY", "up:1"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://me:pass@proxy:1, me:pass",
        "http://me:p%40ss%3Aword+%2B@proxy:1, me:p@ss:word++",
        "http://d%C3%B6mane%5Cme:x@proxy:1, dömane\\me:x",
        "http://me@proxy:1, me:",
        "me:pass@proxy:1, me:pass"
    })
    void credentials_areDecodedAndNeverPrinted(String address, String expected) {
        HttpProxy proxy = proxy(address).orElseThrow();

        assertThat(proxy.credentials()).isEqualTo(Secret.of(expected));
        assertThat(proxy.toString()).doesNotContain("pass", "p@ss", expected).contains("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:hunter2@proxy:1",
                "socks5://me:hunter2@proxy:1",
                "http://me:hunter2%zz@proxy:1",
                "http://me:hunter2@pro xy:1",
                "http://me:hunter2@proxy:99999",
                "http://me:hunter2@proxy:0",
                "http://:hunter2@:1"
            })
    void address_unusable_isRefusedWithoutItsPassword(String address) {
        assertThatThrownBy(() -> proxy(address)).isInstanceOfSatisfying(InvalidRequestException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_VALUE);
            assertThat(refusal.render()).doesNotContain("hunter2").contains("HTTPS_PROXY");
            assertThat(refusal.getCause()).isNull();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "*, true",
        "teleport.example.com, true",
        "TELEPORT.example.COM, true",
        "example.com, true",
        ".example.com, true",
        "*.example.com, true",
        "teleport.example.com:443, true",
        "example.com:443, true",
        "teleport.example.com:3080, false",
        "ample.com, false",
        "xteleport.example.com, false",
        "example, false",
        "'localhost, 10.0.0.1 ,example.com', true",
        "'localhost other.example', false",
        "'', false",
        "',,', false"
    })
    void noProxy_forms_decide(String list, boolean direct) {
        assertThat(HttpProxy.forTarget(TARGET, Map.of("HTTPS_PROXY", "proxy:1", "NO_PROXY", list))
                        .isEmpty())
                .isEqualTo(direct);
    }

    @ParameterizedTest
    @CsvSource({"::1, true", "[::1], true", "[::1]:3080, true", "[::1]:443, false", "::2, false"})
    void noProxy_ipv6_isFoundWithAndWithoutBrackets(String list, boolean direct) {
        assertThat(HttpProxy.forTarget(
                                ClusterAddress.parse("[::1]:3080"), Map.of("https_proxy", "proxy:1", "no_proxy", list))
                        .isEmpty())
                .isEqualTo(direct);
    }
}
