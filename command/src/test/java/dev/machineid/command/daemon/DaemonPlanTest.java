package dev.machineid.command.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.DaemonFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonPlanTest {
    private static final String HEAD = "proxy: teleport.example.com\ntoken: runner\n";

    @TempDir
    Path directory;

    private DaemonPlan plan(String text) throws Exception {
        return DaemonPlan.of(DaemonFile.read(Files.writeString(directory.resolve("d.yaml"), text)), directory);
    }

    private void refused(String text, ErrorCode code, String... words) {
        assertThatThrownBy(() -> plan(text)).as(text).isInstanceOfSatisfying(InvalidRequestException.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.render()).contains(words);
        });
    }

    @Test
    void plan_groupsTheDestinationsOfAnIdentity() throws Exception {
        DaemonPlan plan = plan(HEAD
                + "identities:\n"
                + "  a:\n"
                + "    join-method: token\n"
                + "    state-directory: /var/lib/x\n"
                + "    reload-command: [systemctl, reload, x]\n"
                + "    destinations:\n"
                + "    - {directory: /run/a, outputs: [ssh], readers: 'group:ci'}\n"
                + "    - {directory: /run/b, outputs: ['kubernetes:s'], reload-timeout: 5s, reload-pid-file: p, reload-signal: SIGUSR2}\n"
                + "  b: {join-method: gitlab, directory: /run/c}\n");

        assertThat(plan.identities()).extracting(KeptIdentity::name).containsExactly("a", "b");
        KeptIdentity first = plan.identities().get(0);
        assertThat(first.state()).hasValue(Path.of("/var/lib/x"));
        assertThat(first.destinations())
                .extracting(Destination::directory)
                .containsExactly(Path.of("/run/a"), Path.of("/run/b"));
        assertThat(first.destinations().get(0).readers().entries()).containsExactly("group:ci");
        assertThat(first.destinations().get(0).reload()).hasValueSatisfying(reload -> {
            assertThat(reload.command()).containsExactly("systemctl", "reload", "x");
            assertThat(reload.timeout()).isEqualTo(Duration.ofSeconds(30));
        });
        assertThat(first.destinations().get(1).reload()).hasValueSatisfying(reload -> {
            assertThat(reload.pidFile()).hasValue(directory.resolve("p"));
            assertThat(reload.signal()).isEqualTo("USR2");
            assertThat(reload.timeout()).isEqualTo(Duration.ofSeconds(5));
        });
        assertThat(plan.identities().get(1).state()).isEmpty();
    }

    @Test
    void mistakes_areRefusedBeforeAnythingIsBegun() {
        refused(HEAD, ErrorCode.MISSING_OPTION, "identity default", "directory");
        refused(
                HEAD + "directory: /a\njoin-method: token\nsecret-file: s\n",
                ErrorCode.MISSING_OPTION,
                "state-directory");
        refused(HEAD + "directory: /a\nfrom-daemon: /b\n", ErrorCode.CONFLICTING_OPTIONS, "from-daemon");
        refused(HEAD + "directory: /a\nssh-multiplexer: true\n", ErrorCode.CONFLICTING_OPTIONS, "login --from-daemon");
        refused(
                HEAD + "directory: /a\noutputs: ['kubernetes:a,port=auto']\n",
                ErrorCode.CONFLICTING_OPTIONS,
                "a daemon holds no tunnels");
        refused(HEAD + "directory: /a\nreaders: jenkins\n", ErrorCode.INVALID_VALUE, "group:NAME");
        refused(HEAD + "directory: /a\nreload-signal: HUP\n", ErrorCode.MISSING_OPTION, "reload-pid-file");
        refused(HEAD + "directory: /a\nreload-pid-file: p\nreload-signal: '9; x'\n", ErrorCode.INVALID_VALUE, "signal");
        refused(
                HEAD + "directory: /a\nreload-command: x\nreload-timeout: 2h\n",
                ErrorCode.INVALID_VALUE,
                "from 1s to 1h");
        refused("directory: /a\n", ErrorCode.MISSING_OPTION, "proxy", "token");
    }

    @Test
    void places_thatAreNamedTwice_areRefused() {
        String two = "identities:\n  a: {directory: /run/a/../x%s}\n  b: {directory: %s}\n";
        refused(HEAD + two.formatted("", "/run/x"), ErrorCode.CONFLICTING_OPTIONS, "/run/x", "a and b");
        refused(
                HEAD + "join-method: bound_keypair\nstate-directory: /s\n" + two.formatted("", "/run/y"),
                ErrorCode.CONFLICTING_OPTIONS,
                "/s");
        refused(
                HEAD + "join-method: bound_keypair\nstate-directory: /s\ndirectory: /s\n",
                ErrorCode.CONFLICTING_OPTIONS,
                "/s");
    }

    @Test
    void warnings_bearTheIdentitysName() throws Exception {
        assertThat(plan(HEAD + "directory: /a\nttl: 48h\n").warnings())
                .singleElement()
                .asString()
                .startsWith("default: ")
                .contains("24h");
        assertThat(plan(HEAD + "directory: /a\n")
                        .identities()
                        .get(0)
                        .destinations()
                        .get(0)
                        .request()
                        .outputs())
                .hasToString(List.of("identity").toString());
    }
}
