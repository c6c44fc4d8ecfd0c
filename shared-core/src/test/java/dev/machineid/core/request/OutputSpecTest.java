package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputSpecTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity",
                "ssh",
                "ssh:leaf-a",
                "kubernetes:staging",
                "kubernetes:staging,exec=true,port=auto",
                "database:pg",
                "database:pg,user=ci,name=app,format=tls",
                "application:grafana",
                "application:grafana,port=auto",
                "database:pg,format=mongo,port=65535",
                "terraform",
                "identity,allow-reissue=true",
                "workload-identity:web",
                "database:pg,user=ci@example.com"
            })
    void parse_everyForm_isWrittenTheSame(String text) {
        OutputSpec output = OutputSpec.parse(text);

        assertThat(output).hasToString(text);
        assertThat(OutputSpec.parse(output.toString())).isEqualTo(output);
    }

    @Test
    void parse_databaseWithSettings_keepsTheirOrder() {
        OutputSpec output = OutputSpec.parse("database:pg,user=ci,name=app");

        assertThat(output.kind()).isEqualTo(OutputKind.DATABASE);
        assertThat(output.name()).contains("pg");
        assertThat(output.settings()).containsExactly(Map.entry("user", "ci"), Map.entry("name", "app"));
    }

    @Test
    void parse_quotedValue_mayHoldSeparators() {
        OutputSpec output = OutputSpec.parse("database:pg,name=\"my, \\\"db\\\";x\",user='a b'");

        assertThat(output.settings()).containsEntry("name", "my, \"db\";x").containsEntry("user", "a b");
        assertThat(OutputSpec.parse(output.toString())).isEqualTo(output);
    }

    @Test
    void parse_unknownKind_namesTheKinds() {
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> OutputSpec.parse("kube:x"));

        assertThat(error.what()).isEqualTo("\"kube\" is not a kind of output");
        assertThat(error.advice())
                .isEqualTo(
                        "write one of identity, ssh, kubernetes, database, application, terraform, workload-identity");
    }

    @Test
    void parse_unknownKey_namesTheKeys() {
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> OutputSpec.parse("database:pg,usr=ci"));

        assertThat(error.what()).contains("\"usr\"");
        assertThat(error.advice()).contains("user, name, format");
    }

    @ParameterizedTest
    @CsvSource({
        "'kubernetes:staging,cluster=leaf-a'",
        "'database:pg,cluster=leaf-a'",
        "'application:grafana,cluster=leaf-a'",
        "'database:pg,user=ci,leaf=leaf-a'",
        "'application:grafana,leaf-cluster=leaf-a'",
        "'kubernetes:staging,teleport-cluster=leaf-a'",
        "'kubernetes:staging@leaf-a'",
        "'database:leaf-a/pg'",
        "'application:grafana@leaf-a,port=auto'"
    })
    void parse_targetInALeaf_isRefusedWithTheReason(String text) {
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> OutputSpec.parse(text));

        assertThat(error.code()).isEqualTo(ErrorCode.LEAF_NOT_SUPPORTED);
        assertThat(error.what()).contains("\"leaf-a\"").contains("SSH only");
        assertThat(error.advice()).contains("join the leaf cluster itself");
    }

    @Test
    void parse_leafForSsh_isTheName() {
        assertThat(OutputSpec.parse("ssh:leaf.example.com").name()).contains("leaf.example.com");
        assertThatThrownBy(() -> OutputSpec.parse("ssh,cluster=leaf"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.advice()).contains("ssh or ssh:LEAF"));
    }

    @Test
    void parse_commaBetweenOutputs_saysHowAListIsSeparated() {
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> OutputSpec.parse("ssh,identity"));

        assertThat(error.advice()).contains("separated by white space or ';'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                ":",
                ":x",
                "identity:x",
                "terraform:x",
                "kubernetes",
                "kubernetes:",
                "ssh:",
                "database",
                "application:",
                "kubernetes:../../etc",
                "kubernetes:a b",
                "kubernetes:-x",
                "ssh:*",
                "ssh:a\nProxyCommand",
                "ssh:%h",
                "SSH",
                "kubernetes:a:b",
                "database:pg,user=",
                "database:pg,=x",
                "database:pg,user=a,user=b",
                "ssh:\u202e",
                "database:pg,user",
                "database:pg,user=\u0007",
                "database:pg,user=\"x",
                "database:pg,format=pem",
                "database:pg,port=0",
                "database:pg,port=65536",
                "identity,allow-reissue=",
                "identity,allow-reissue=yes",
                "identity,allow-reissue=TRUE",
                "ssh,allow-reissue=true",
                "terraform,cluster=leaf-a",
                "application:a,port=http",
                "application:a,user=ci",
                "identity,port=1",
                "ssh:a\0"
            })
    void parse_hostileText_isRefusedOnOneLine(String text) {
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> OutputSpec.parse(text));

        assertThat(error.what()).doesNotContain("\n", "\0", "\u0007");
        assertThat(error.advice()).isNotBlank();
    }

    @Test
    void parse_longName_isRefused() {
        assertThatThrownBy(() -> OutputSpec.parse("ssh:" + "a".repeat(254)))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(OutputSpec.parse("ssh:" + "a".repeat(253)).name()).isPresent();
    }

    @ParameterizedTest
    @EnumSource(OutputKind.class)
    void requireSupported_kind_isIssuedOrNamesWhatWorks(OutputKind kind) {
        boolean named = kind.naming() == OutputKind.Naming.REQUIRED || kind.naming() == OutputKind.Naming.OR_LABELS;
        OutputSpec output = OutputSpec.of(kind, named ? "x" : "");
        output.requireSupported(OutputKind.supported());
        if (kind == OutputKind.IDENTITY || kind == OutputKind.SSH) {
            return;
        }
        InvalidRequestException error = catchThrowableOfType(
                InvalidRequestException.class,
                () -> output.requireSupported(EnumSet.of(OutputKind.SSH, OutputKind.IDENTITY)));

        assertThat(error.code()).isEqualTo(ErrorCode.OUTPUT_NOT_SUPPORTED);
        assertThat(error.what()).contains(kind.word());
        assertThat(error.advice()).isEqualTo("what it can issue: identity, ssh");
    }

    @Test
    void requireSupported_widerSet_isTaken() {
        OutputSpec.parse("terraform").requireSupported(EnumSet.allOf(OutputKind.class));
    }

    @ParameterizedTest
    @CsvSource({"a b,2", "'a;b',2", "'a\nb',2", "'  a  ',1", "'a,x=1 b',2", "'a,x=\"1 2\" b',2", "';;;',0", "'a;; b',2"
    })
    void split_outputs_atWhiteSpaceAndSemicolon(String text, int count) {
        assertThat(ListText.split(text, ListText.OUTPUTS)).hasSize(count);
    }

    @Test
    void quote_anyText_splitsBackToOne() {
        for (String text : new String[] {"a b", "\"", "\\", "'", "a,b;c\n", ""}) {
            String quoted = ListText.quote(text);
            assertThat(ListText.split(quoted, ListText.WORDS)).containsExactly(quoted);
            assertThat(ListText.unquote(quoted)).isEqualTo(text);
        }
    }

    @Test
    void constructor_settings_areCopied() {
        OutputSpec output = new OutputSpec(OutputKind.DATABASE, Optional.of("pg"), Map.of("user", "ci"));

        assertThatThrownBy(() -> output.settings().put("name", "x")).isInstanceOf(UnsupportedOperationException.class);
    }
}
