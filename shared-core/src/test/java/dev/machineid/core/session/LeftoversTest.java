package dev.machineid.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process leaves that is killed before it could mark its directory. */
class LeftoversTest {
    private static final Duration GRACE = Duration.ofHours(1);
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));

    private PrivateDirectory base;

    @TempDir
    Path temporary;

    @BeforeEach
    void makeBase() throws IOException {
        base = PrivateDirectory.create(temporary.toRealPath().resolve("base"), new Workspace(List.of(), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".new-1", ".probe-1"})
    void sweep_directoryThatWasNeverMarked_isRemovedWhenOld(String fragment) {
        PrivateDirectory login = base.directory("login-1");
        if (!fragment.isEmpty()) {
            login.write(fragment, new byte[0]);
        }

        assertThat(new Sweep(Clock.systemUTC(), GRACE).run(base.path())).isZero();
        assertThat(login.path()).exists();
        assertThat(new Sweep(LATER, GRACE).run(base.path())).isEqualTo(1);
        assertThat(login.path()).doesNotExist();
    }

    @Test
    void sweep_unmarkedDirectoryWithAFile_stays() {
        PrivateDirectory login = base.directory("login-1");
        login.write("somebody-elses", new byte[1]);

        assertThat(new Sweep(LATER, GRACE).run(base.path())).isZero();
        assertThat(login.path().resolve("somebody-elses")).exists();
    }

    @Test
    void sweep_emptyDirectoryOfAnotherName_stays() {
        base.directory("logins");

        assertThat(new Sweep(LATER, GRACE).run(base.path())).isZero();
        assertThat(base.path().resolve("logins")).exists();
    }

    @Test
    void sweep_fragmentsInTheBase_areRemovedWhenOld() throws IOException {
        base.write(".probe-1", new byte[0]);
        base.write("notes", new byte[0]);
        Path link = base.path().resolve(".new-link");
        Files.createSymbolicLink(link, base.path().resolve("notes"));

        new Sweep(Clock.systemUTC(), GRACE).run(base.path());
        assertThat(base.path().resolve(".probe-1")).exists();
        new Sweep(LATER, GRACE).run(base.path());

        assertThat(base.path().resolve(".probe-1")).doesNotExist();
        assertThat(base.path().resolve("notes")).exists();
        assertThat(link).isSymbolicLink();
    }
}
