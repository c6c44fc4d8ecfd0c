package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterAddressTest {
    @ParameterizedTest
    @CsvSource({
        "teleport.example.com, teleport.example.com, 443",
        "teleport.example.com:3080, teleport.example.com, 3080",
        "Teleport.EXAMPLE.com:443, teleport.example.com, 443",
        "teleport.example.com., teleport.example.com, 443",
        "localhost:3080, localhost, 3080",
        "teleport_proxy:3080, teleport_proxy, 3080",
        "10.0.0.1, 10.0.0.1, 443",
        "255.255.255.255:65535, 255.255.255.255, 65535",
        "[::1]:3080, ::1, 3080",
        "[2001:DB8::1], 2001:db8::1, 443",
        "[::ffff:10.0.0.1]:1, ::ffff:10.0.0.1, 1",
        "b\u00fccher.example, xn--bcher-kva.example, 443",
        "B\u00dcCHER.example, xn--bcher-kva.example, 443",
        "'  x:1  ', x, 1",
        "\uff41.example:443, a.example, 443"
    })
    void parse_address_isNormalised(String text, String host, int port) {
        assertThat(ClusterAddress.parse(text)).isEqualTo(new ClusterAddress(host, port));
    }

    @Test
    void parse_withoutPort_takesTheDefaultOfItsKind() {
        assertThat(ClusterAddress.parse("auth", ClusterAddress.AUTH_PORT).port())
                .isEqualTo(3025);
    }

    @Test
    void toString_ipv6_hasBrackets() {
        assertThat(ClusterAddress.parse("[::1]")).hasToString("[::1]:443");
        assertThat(ClusterAddress.parse("x")).hasToString("x:443");
    }

    @ParameterizedTest
    @CsvSource({
        "https://x/, x:443",
        "https://x, x:443",
        "http://x:3080/web/login?a=b, x:3080",
        "x/path, x:443",
        "x:3080/webapi/find, x:3080",
        "x?y, x:443",
        "x#y, x:443",
        "https://[::1]:3080/, [::1]:3080",
        "ssh://admin@x:22, x:22",
        "user@x, x:443",
        "https:///, host or host:port"
    })
    void parse_urlOrUser_saysWhatToWrite(String text, String advice) {
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> ClusterAddress.parse(text));

        assertThat(error.advice()).isEqualTo("write " + advice);
    }

    @Test
    void parse_userInfoWithPassword_isNeverShown() {
        InvalidRequestException error = catchThrowableOfType(
                InvalidRequestException.class, () -> ClusterAddress.parse("https://admin:hunter2@x:3080/p@q"));

        assertThat(error.render()).doesNotContain("hunter2").doesNotContain("admin");
    }

    @Test
    void parse_bareIpv6_saysWhereTheBracketsGo() {
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> ClusterAddress.parse("fe80::1"));

        assertThat(error.advice()).isEqualTo("write [fe80::1]:443");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":",
                ":3080",
                "x:",
                "x:0",
                "x:65536",
                "x:99999",
                "x:-1",
                "x:+1",
                "x:0443",
                "x:443:443",
                "x:https",
                "x:\u0664\u0664\u0663",
                "[::1",
                "::1]",
                "[]",
                "[]:443",
                "[::1]443",
                "[1.2.3.4]",
                "[::1%eth0]",
                "[::g]",
                "[1:2:3:4:5:6:7:8:9]",
                "a..b",
                ".a",
                "-a.example",
                "a-.example",
                "a b",
                "a\tb",
                "a,b",
                "a\\b",
                "a%2eb",
                "a\0b",
                "a\nb",
                "1.2.3",
                "1.2.3.256",
                "127.1",
                "2130706433",
                "0x7f.0.0.1",
                "0x7f000001",
                "01.2.3.4",
                "x.1",
                "*",
                "a.example;b",
                "\u202ex",
                "a\u00ad..b",
                "$(id)",
                "`id`",
                "x:443 y:443",
                "|",
                "'",
                "\""
            })
    void parse_hostileText_isRefusedAndShownSafely(String text) {
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> ClusterAddress.parse(text));

        assertThat(error.render().replace("\nhint: ", "")).doesNotContain("\n", "\0", "\u202e");
    }

    @Test
    void parse_longText_isRefusedAndCut() {
        for (String text : new String[] {
            "a".repeat(1_000_000), "a.".repeat(200) + "b", "a".repeat(64), ":".repeat(300), "[".repeat(400)
        }) {
            InvalidRequestException error =
                    catchThrowableOfType(InvalidRequestException.class, () -> ClusterAddress.parse(text));

            assertThat(error.what()).hasSizeLessThan(200);
        }
    }

    @Test
    void constructor_unnormalised_isRefused() {
        assertThatThrownBy(() -> new ClusterAddress("X", 443)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClusterAddress("x", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClusterAddress("[::1]", 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
