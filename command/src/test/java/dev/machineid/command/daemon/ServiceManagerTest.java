package dev.machineid.command.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceManagerTest {
    @TempDir
    Path directory;

    private Map<String, String> systemd(String... more) throws Exception {
        Path program = directory.resolve("systemd-notify");
        Files.writeString(
                program,
                "#!/bin/sh\n[ \"$NOTIFY_SOCKET\" = /run/x ] && printf '%s\\n' \"$@\" >>" + directory + "/told\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return Map.of(
                "PATH",
                directory.toString(),
                "NOTIFY_SOCKET",
                "/run/x",
                "WATCHDOG_USEC",
                more.length > 0 ? more[0] : "");
    }

    @Test
    void systemd_isToldByItsOwnProgram() throws Exception {
        ServiceManager manager = new ServiceManager(systemd());
        manager.tell("READY=1", "STATUS=1 of 1 directories");

        assertThat(directory.resolve("told")).hasContent("READY=1\nSTATUS=1 of 1 directories\n");
        assertThat(manager.mute()).isFalse();
        assertThat(manager.watchdog()).isEmpty();
    }

    @Test
    void watchdog_isToldTwiceAsOftenAsItWaits() throws Exception {
        assertThat(new ServiceManager(systemd("60000000")).watchdog()).hasValue(Duration.ofSeconds(30));
        assertThat(new ServiceManager(systemd("x")).watchdog()).isEmpty();
    }

    @Test
    void nobody_isTold_whereNobodyAsks() {
        ServiceManager alone = new ServiceManager(Map.of("PATH", "/usr/bin", "WATCHDOG_USEC", "60000000"));
        alone.tell("READY=1");

        assertThat(alone.mute()).isFalse();
        assertThat(alone.watchdog()).isEmpty();
        assertThat(new ServiceManager(Map.of("PATH", "relative:", "NOTIFY_SOCKET", "/run/x")).mute())
                .isTrue();
    }
}
