package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and how a message says it: all at once, on safe lines, with a fix. */
class RequestMistakesTest extends RequestReading {
    /** No dead words: garbage in any option that is not free text is noticed, and the option is named. */
    @ParameterizedTest
    @MethodSource("all")
    void read_unusableValue_isReportedWithOptionAndSource(OptionSpec spec) {
        String garbage =
                spec.type() == OptionType.COMMAND ? "\"open" : spec.type() == OptionType.PATH ? "~/x\0" : "\u0007 \"";
        RawOptions least =
                spec.name().equals("auth-server") ? raw("token", "x") : raw("proxy", "proxy.invalid", "token", "name");

        InvalidRequestException error = failure(raw(spec.name(), garbage).over(least));

        assertThat(error.details()).anySatisfy(line -> assertThat(line).startsWith(spec.name() + ": "));
        assertThat(error.render())
                .contains("(command line --" + spec.name() + ")")
                .doesNotContain("\u0007", "\0");
        assertThat(error.advice()).isNotBlank();
    }

    @Test
    void read_nothing_reportsEveryMissingOptionAtOnce() {
        InvalidRequestException error = failure(RawOptions.none());

        assertThat(error.code()).isEqualTo(ErrorCode.MISSING_OPTION);
        assertThat(error.details())
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactly("proxy", "token");
    }

    @Test
    void read_manyProblems_areOneExceptionWithALineEach() {
        InvalidRequestException error =
                failure(raw("proxy", "https://x/", "token", "a b", "ttl", "60", "ca-pins", "x", "outputs", "kube"));

        assertThat(error.what()).isEqualTo("5 options are not right");
        assertThat(error.details())
                .anySatisfy(
                        line -> assertThat(line)
                                .isEqualTo(
                                        "ttl: \"60\" has no unit (command line --ttl); write 60m for minutes or 60s for seconds"));
        assertThat(error.details()).noneSatisfy(line -> assertThat(line).contains("\n"));
    }

    @Test
    void read_oneProblem_hasItsFixAsTheAdvice() {
        InvalidRequestException error = failure(raw("proxy", "https://x/", "token", "a"));

        assertThat(error.render()).isEqualTo("""
                        error[MID-1002]: the option proxy is not right
                          proxy: "https://x/" is a URL, not an address (command line --proxy)
                        hint: write x:443""");
    }

    @Test
    void read_proxyAndAuthServer_contradict() {
        InvalidRequestException error =
                failure(raw("proxy", "x", "auth-server", "y", "ca-file", "ca.pem", "token", "a"));

        assertThat(error.code()).isEqualTo(ErrorCode.CONFLICTING_OPTIONS);
        assertThat(error.details()).containsExactly("auth-server: proxy is given too");
    }

    @Test
    void read_authServerWithoutTrust_isRefused() {
        InvalidRequestException error = failure(raw("auth-server", "y", "token", "a"));

        assertThat(error.code()).isEqualTo(ErrorCode.MISSING_OPTION);
        assertThat(error.advice()).contains("ca-pins").contains("ca-file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my secret value", "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----"})
    void read_tokenThatIsNoName_isRefusedWithoutShowingIt(String text) {
        assertThat(failure(raw("proxy", "x", "token", text)).render())
                .doesNotContain("MIIE", "my secret")
                .contains("not shown");
    }

    @ParameterizedTest
    @CsvSource({
        "secret-env," + HEX_SECRET,
        "secret-env,abcdefabcdefabcdefabcdefabcdefab",
        "oidc-env," + WEB_TOKEN,
        "secret-env,hunter-2",
        "oidc-env,$TOKEN"
    })
    void read_contentInsteadOfAVariablesName_isRefusedWithoutShowingIt(String option, String text) {
        InvalidRequestException error = failure(raw("proxy", "x", "token", "a", option, text));

        assertThat(error.render()).contains("is not the name of a variable").doesNotContain(text.substring(0, 6));
    }

    @ParameterizedTest
    @CsvSource({
        "generic_oidc, , , MISSING_OPTION",
        "token, , , MISSING_OPTION",
        "github, secret-env, A, CONFLICTING_OPTIONS",
        "gitlab, secret-file, A, CONFLICTING_OPTIONS",
        "github, oidc-env, A, CONFLICTING_OPTIONS",
        "iam, oidc-env, A, CONFLICTING_OPTIONS",
        "azure, secret-env, A, CONFLICTING_OPTIONS",
        "iam, azure-client-id, a-1, CONFLICTING_OPTIONS",
        "azure, azure-client-id, not/one, INVALID_VALUE",
        "tpm, , , METHOD_NOT_SUPPORTED",
        "nonsense, , , INVALID_VALUE"
    })
    void read_methodAndSourceThatDoNotFit_areRefused(String method, String option, String text, ErrorCode code) {
        RawOptions raw = raw("proxy", "x", "token", "a", "join-method", method);

        assertThat(failure(option == null ? raw : raw(option, text).over(raw)).code())
                .isEqualTo(code);
    }

    @Test
    void read_twoSourcesOfAToken_contradict() {
        assertThat(failure(raw("proxy", "x", "token", "a", "oidc-env", "A", "oidc-file", "b"))
                        .details())
                .containsExactly("oidc-file: oidc-env is given too");
        assertThat(failure(raw("proxy", "x", "token", "a", "secret-env", "A", "secret-file", "b"))
                        .code())
                .isEqualTo(ErrorCode.CONFLICTING_OPTIONS);
    }

    @Test
    void read_sameOptionTwice_isRefusedUnlessEqual() {
        Source source = Source.of(Source.Kind.ADAPTER_INPUT, "ttl");
        RawOptions twice = RawOptions.builder()
                .put("ttl", "1h", source)
                .put("certificate-ttl", "2h", source)
                .build();
        RawOptions equal = RawOptions.builder()
                .put("ttl", "1h", source)
                .put("certificate-ttl", " 1h", source)
                .build();
        RawOptions least = raw("proxy", "x", "token", "a");

        assertThat(failure(twice.over(least)).code()).isEqualTo(ErrorCode.CONFLICTING_OPTIONS);
        assertThat(new RequestReader(BASE)
                        .read(equal.over(least))
                        .request()
                        .ttl()
                        .asked())
                .isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource({
        "timeout,0s",
        "timeout,2h",
        "timeout,60",
        "cluster-name,x:443",
        "cluster-name,https://x",
        "prefix,1x",
        "prefix,a-b",
        "audience,a b",
        "expect-bot,a b",
        "debug,yes",
        "dry-run,1",
        "ca-file,~/ca.pem",
        "directory,~"
    })
    void read_badValue_isRefusedWithAFix(String option, String text) {
        InvalidRequestException error = failure(raw("proxy", "x", "token", "a", option, text));

        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_VALUE);
        assertThat(error.details().get(0)).startsWith(option + ": ");
        assertThat(error.advice()).startsWith("write ");
    }

    @Test
    void read_hostileValues_areReportedOnSafeLines() {
        String hostile = "x\n::add-mask::y\u001b[2J" + "z".repeat(100_000);
        for (OptionSpec spec : OptionCatalogue.all()) {
            RawOptions raw = raw(spec.name(), hostile).over(raw("proxy", "p.invalid", "token", "t"));
            try {
                new RequestReader(BASE).read(raw);
            } catch (InvalidRequestException error) {
                assertThat(error.render())
                        .doesNotContain("\n::add-mask", "\u001b")
                        .hasSizeLessThan(4000);
            }
        }
    }

    @Test
    void read_manyBadItems_areReportedInPart() {
        InvalidRequestException error = failure(raw("proxy", "x", "token", "a", "outputs", "bad ".repeat(10_000)));

        assertThat(error.details()).hasSizeLessThanOrEqualTo(50);
    }
}
