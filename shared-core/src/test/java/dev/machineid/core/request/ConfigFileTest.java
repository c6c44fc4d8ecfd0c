package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest extends ConfigFiles {
    @Test
    void read_plainFile_isOneIdentityWithLines() throws IOException {
        RawOptions raw =
                file("proxy: x.example\ntoken: 0123\n\nttl: 30m\ndebug: true\n").single();

        assertThat(raw.values("token")).extracting(RawValue::text).containsExactly("0123");
        assertThat(raw.values("debug")).extracting(RawValue::text).containsExactly("true");
        assertThat(raw.values("ttl").get(0).source().toString())
                .startsWith("file ")
                .endsWith("machine-id.yaml, line 4");
    }

    @Test
    void read_severalIdentities_shareTheWordsAtTheTop() throws IOException {
        ConfigFile file = file("""
                proxy: x.example
                ttl: 1h
                identities:
                  deploy: {token: deploy-bot, outputs: ssh}
                  read:
                    token: read-bot
                    certificate-ttl: 2h
                  plain:
                """);

        assertThat(file.identities().keySet()).containsExactly("deploy", "read", "plain");
        assertThat(identity(file, "deploy").values("proxy").get(0).text()).isEqualTo("x.example");
        assertThat(identity(file, "read").values("ttl"))
                .extracting(RawValue::text)
                .containsExactly("2h");
        assertThat(identity(file, "plain").has("token")).isFalse();
        assertThat(catchThrowableOfType(InvalidRequestException.class, file::single)
                        .advice())
                .contains("deploy, read, plain");
    }

    @Test
    void read_lists_mayBeYamlListsOrText() throws IOException {
        RawOptions raw = file("""
                proxy: x
                token: t
                roles: [a, "b c", 'd"e']
                expect-roles: a, b
                oidc-command: [get token, --audience, "", 'x y']
                """).single();
        MachineIdRequest request = new RequestReader(directory).read(raw).request();

        assertThat(request.roles()).containsExactly("a", "b c", "d\"e");
        assertThat(request.guards().roles()).containsExactly("a", "b");
        assertThat(request.proof().oidc())
                .contains(new OidcSource.Command(List.of("get token", "--audience", "", "x y")));
    }

    @Test
    void read_outputs_mayBeMapsAndText() throws IOException {
        RawOptions raw = file("""
                proxy: x
                token: t
                outputs:
                  - ssh
                  - ssh:leaf-a identity
                  - {kind: kubernetes, name: staging}
                  - kind: database
                    name: pg
                    user: ci
                    database: "my db, really"
                """).single();
        MachineIdRequest request = new RequestReader(directory, EnumSet.allOf(OutputKind.class))
                .read(raw)
                .request();

        assertThat(request.outputs())
                .extracting(OutputSpec::toString)
                .containsExactly(
                        "ssh",
                        "ssh:leaf-a",
                        "identity",
                        "kubernetes:staging",
                        "database:pg,user=ci,name=\"my db, really\"");
    }

    @Test
    void read_singleOutputMap_isTaken() throws IOException {
        RawOptions raw =
                file("proxy: x\ntoken: t\noutputs: {kind: ssh, name: leaf}\n").single();

        assertThat(new RequestReader(directory).read(raw).request().outputs())
                .containsExactly(OutputSpec.of(OutputKind.SSH, "leaf"));
    }

    @Test
    void read_leafTargetInAMap_isRefused() throws IOException {
        RawOptions raw = file("proxy: x\ntoken: t\noutputs: [{kind: kubernetes, name: a, cluster: leaf}]\n")
                .single();
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> new RequestReader(directory).read(raw));

        assertThat(error.code()).isEqualTo(ErrorCode.LEAF_NOT_SUPPORTED);
        assertThat(error.details().get(0)).contains("line 3");
    }

    @Test
    void read_valueThatIsWrong_isReportedWithFileAndLine() throws IOException {
        RawOptions raw = file("proxy: x\ntoken: t\nttl: 60\n").single();
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> new RequestReader(directory).read(raw));

        assertThat(error.details().get(0))
                .startsWith("ttl: \"60\" has no unit (file ")
                .contains("machine-id.yaml, line 3");
    }

    @Test
    void read_nullValue_countsAsNotGiven() throws IOException {
        RawOptions raw = file("proxy:\ntoken: ~\nttl: ''\n").single();

        assertThat(raw).hasToString("RawOptions[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n"})
    void read_emptyFile_hasNoOption(String text) throws IOException {
        if (text.startsWith("---")) {
            assertThat(failure(text).details().get(0)).contains("not a map");
            return;
        }
        assertThat(file(text).single()).hasToString("RawOptions[]");
    }

    @ParameterizedTest
    @CsvSource({
        "proxi, did you mean proxy?",
        "joinMethod, did you mean join-method?",
        "ca_pins, did you mean ca-pins?",
        "secret, secret-env"
    })
    void read_unknownWord_isReportedWithLineAndSuggestion(String word, String advice) throws IOException {
        InvalidRequestException error = failure("token: t\n" + word + ": hunter2\n");

        assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_OPTION);
        assertThat(error.render()).contains("line 2").contains(advice).doesNotContain("hunter2");
    }

    @Test
    void read_severalMistakes_areReportedTogether() throws IOException {
        InvalidRequestException error = failure("""
                proxi: a
                ttl: [1h]
                ttl: 2h
                roles: {a: b}
                token: {x: y}
                config: other.yaml
                identities:
                  "bad name": {}
                  a: [x]
                """);

        assertThat(error.details()).hasSize(8);
    }

    @Test
    void read_sharedMap_mayBeAliased() throws IOException {
        ConfigFile file = file("identities:\n  a: &x {proxy: p, token: t}\n  b: *x\n");

        assertThat(identity(file, "b").has("token")).isTrue();
    }
}
