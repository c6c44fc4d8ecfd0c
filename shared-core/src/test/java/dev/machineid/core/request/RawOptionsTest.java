package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawOptionsTest {
    @Test
    void fromEnvironment_optionVariable_isReadWithItsSource() {
        RawOptions raw = RawOptions.fromEnvironment(Map.of("MACHINE_ID_OPT_JOIN_METHOD", "github"));

        assertThat(raw.values("join-method"))
                .containsExactly(
                        new RawValue("github", Source.of(Source.Kind.ENVIRONMENT, "MACHINE_ID_OPT_JOIN_METHOD")));
        assertThat(raw.values("join-method").get(0).source()).hasToString("variable MACHINE_ID_OPT_JOIN_METHOD");
    }

    @Test
    void fromEnvironment_exportedNames_areNeverRead() {
        RawOptions raw = RawOptions.fromEnvironment(Map.of(
                "MACHINE_ID_TTL",
                "1h",
                "MACHINE_ID_DIR",
                "/x",
                "MACHINE_ID_PROXY",
                "evil",
                "PATH",
                "/bin",
                "TTL",
                "2h"));

        assertThat(raw).hasToString("RawOptions[]");
    }

    @Test
    void fromEnvironment_alias_isTheOption() {
        RawOptions raw = RawOptions.fromEnvironment(Map.of("MACHINE_ID_OPT_CERTIFICATE_TTL", "2h"));

        assertThat(raw.has("ttl")).isTrue();
        assertThat(raw.has("certificate-ttl")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "MACHINE_ID_OPT_PROXI, proxy",
        "MACHINE_ID_OPT_JOINMETHOD, join-method",
        "MACHINE_ID_OPT_CA_PIN, ca-pins",
        "MACHINE_ID_OPT_CERTIFICATE_TLL, certificate-ttl",
        "MACHINE_ID_OPT_OUTPUT, outputs",
        "MACHINE_ID_OPT_join_method, join-method"
    })
    void fromEnvironment_unknownOption_namesTheClosest(String variable, String closest) {
        InvalidRequestException error = catchThrowableOfType(
                InvalidRequestException.class, () -> RawOptions.fromEnvironment(Map.of(variable, "x")));

        assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_OPTION);
        assertThat(error.render()).contains(variable).contains("did you mean " + closest + "?");
    }

    @Test
    void fromEnvironment_nothingLikeIt_listsTheOptions() {
        assertThatThrownBy(() -> RawOptions.fromEnvironment(Map.of("MACHINE_ID_OPT_QQQQQQQQ", "x")))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.advice()).startsWith("the options are: proxy, auth-server"));
    }

    @Test
    void fromEnvironment_severalUnknown_areReportedTogether() {
        InvalidRequestException error = catchThrowableOfType(
                InvalidRequestException.class,
                () -> RawOptions.fromEnvironment(Map.of("MACHINE_ID_OPT_A_B", "x", "MACHINE_ID_OPT_", "y")));

        assertThat(error.details()).hasSize(2);
        assertThat(error.what()).isEqualTo("2 options are not right");
    }

    @Test
    void fromEnvironment_secretByValue_isRefusedWithoutShowingIt() {
        InvalidRequestException error = catchThrowableOfType(
                InvalidRequestException.class,
                () -> RawOptions.fromEnvironment(Map.of("MACHINE_ID_OPT_SECRET", "hunter2")));

        assertThat(error.render())
                .contains("never given by value")
                .contains("secret-env")
                .doesNotContain("hunter2");
    }

    @Test
    void fromEnvironment_hostileName_isEscapedAndCut() {
        String name = "MACHINE_ID_OPT_" + "\n::error::" + "A".repeat(5000);
        InvalidRequestException error = catchThrowableOfType(
                InvalidRequestException.class, () -> RawOptions.fromEnvironment(Map.of(name, "x")));

        assertThat(error.details().get(0)).doesNotContain("\n").hasSizeLessThan(600);
    }

    @Test
    void put_blankText_countsAsNotGiven() {
        RawOptions raw = RawOptions.builder()
                .put("ttl", " \t\n", Source.of(Source.Kind.ADAPTER_INPUT, "ttl"))
                .build();

        assertThat(raw.has("ttl")).isFalse();
    }

    @Test
    void over_givenOption_replacesTheLowerOneAsAWhole() {
        RawOptions upper = one("roles", "a", Source.Kind.COMMAND_LINE);
        RawOptions lower = RawOptions.builder()
                .put("roles", "b", Source.of(Source.Kind.FILE, "f"))
                .put("roles", "c", Source.of(Source.Kind.FILE, "f"))
                .put("ttl", "2h", Source.of(Source.Kind.FILE, "f"))
                .build();

        RawOptions merged = upper.over(lower);

        assertThat(merged.values("roles")).extracting(RawValue::text).containsExactly("a");
        assertThat(merged.values("ttl")).extracting(RawValue::text).containsExactly("2h");
        assertThat(lower.values("roles")).hasSize(2);
    }

    @Test
    void over_threeLayers_explicitWinsOverEnvironmentOverFile() {
        RawOptions explicit = one("ttl", "1h", Source.Kind.COMMAND_LINE);
        RawOptions environment = one("ttl", "2h", Source.Kind.ENVIRONMENT);
        RawOptions file = one("ttl", "3h", Source.Kind.FILE);

        assertThat(explicit.over(environment).over(file).values("ttl").get(0).text())
                .isEqualTo("1h");
        assertThat(RawOptions.none()
                        .over(environment)
                        .over(file)
                        .values("ttl")
                        .get(0)
                        .text())
                .isEqualTo("2h");
    }

    @Test
    void toString_values_areNotShown() {
        assertThat(one("token", "s3cr3t", Source.Kind.COMMAND_LINE).toString())
                .contains("token")
                .doesNotContain("s3cr3t");
    }

    private static RawOptions one(String name, String text, Source.Kind kind) {
        return RawOptions.builder().put(name, text, Source.of(kind, name)).build();
    }
}
