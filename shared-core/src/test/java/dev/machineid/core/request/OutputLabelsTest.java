package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputLabelsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubernetes:*",
                "kubernetes,labels=env:staging",
                "kubernetes,labels=\"env:staging,team:web\",exec=true",
                "kubernetes:staging,exec=true",
                "kubernetes,labels=arn:aws:eks",
                "workload-identity:web,audience=https://vault.example.com",
                "workload-identity,labels=team:web,audience=\"a b\",format=jwt"
            })
    void parse_everyForm_isWrittenTheSame(String text) {
        assertThat(OutputSpec.parse(text)).hasToString(text);
        assertThat(OutputSpec.parse(OutputSpec.parse(text).toString())).isEqualTo(OutputSpec.parse(text));
    }

    @Test
    void labels_several_keepTheirOrderAndTheirColons() {
        OutputSpec output = OutputSpec.parse("kubernetes,labels=\"env:staging, aws/arn:a:b\"");
        assertThat(output.labels()).containsExactly(Map.entry("env", "staging"), Map.entry("aws/arn", "a:b"));
        assertThat(output.isEvery()).isFalse();
        assertThat(OutputSpec.parse("kubernetes:*").isEvery()).isTrue();
        assertThat(OutputSpec.parse("kubernetes:*").labels()).isEmpty();
    }

    @Test
    void audiences_areSeparatedByCommaOrSpace() {
        assertThat(OutputSpec.parse("workload-identity:w,audience=\"a, b  c\"").audiences())
                .containsExactly("a", "b", "c");
        assertThat(OutputSpec.parse("workload-identity:w").audiences()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "kubernetes; needs a name or labels",
                "workload-identity; needs a name or labels",
                "kubernetes:a,labels=b:c; has both a name and labels",
                "kubernetes,labels=b; is not KEY:VALUE",
                "kubernetes,labels=:b; is not KEY:VALUE",
                "kubernetes,labels=b:; is not KEY:VALUE",
                "kubernetes,labels='a:b,a:c'; stands there twice",
                "kubernetes,labels='a:b,'; is not KEY:VALUE",
                "kubernetes:a,exec=yes; has no usable value",
                "workload-identity:*; is not a name",
                "workload-identity:a,format=jwt; needs an audience",
                "workload-identity:a,format=x509,audience=b; has an audience",
                "workload-identity:a,format=tls; has no usable value",
                "workload-identity:a,audience=' '; has no usable value",
                "database:*; is not a name"
            })
    void parse_whatContradictsItself_isRefused(String text, String words) {
        InvalidRequestException refusal =
                catchThrowableOfType(InvalidRequestException.class, () -> OutputSpec.parse(text));
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_VALUE);
        assertThat(refusal.what()).contains(words);
        assertThat(refusal.advice()).isNotBlank();
    }

    @Test
    void parse_leafBesideLabels_isRefusedWithTheReason() {
        InvalidRequestException refusal = catchThrowableOfType(
                InvalidRequestException.class, () -> OutputSpec.parse("kubernetes,labels=a:b,cluster=leaf"));
        assertThat(refusal.code()).isEqualTo(ErrorCode.LEAF_NOT_SUPPORTED);
    }
}
