package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.action.FakeRunner.Outcome;
import dev.machineid.action.FakeRunner.Running;
import dev.machineid.action.FakeRunner.Use;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.Registry;
import dev.machineid.lab.join.LabToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How jobs end: well, by a failure, by a cancel, by a kill; and the renewal that must end with them. */
class EndingCheck extends JobCheck {
    @Test
    void laterStep_fails_postStillCleans() {
        Use use = runner.uses("ssh", "true");
        use.main();

        assertThat(runner.run("exit 3").code()).isEqualTo(3);
        assertThat(runner.left()).isNotEmpty();
        end(use);
    }

    @Test
    void post_withoutMain_doesNothing() {
        Outcome post = runner.uses().post();

        assertThat(post.code()).isZero();
        assertThat(post.out() + post.err()).isEmpty();
    }

    @Test
    void post_twice_isNoFailure() {
        Use use = runner.uses("ssh", "true");
        use.main();
        end(use);
        end(use);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void cancel_whileItWaitsForTheToken_leavesNothing(String signal) {
        cluster.mint().failNext(1000, 503);
        Use use = runner.uses("ssh", "true", "timeout", "5m");
        Running running = use.start("main.js");
        running.await(() -> !runner.left().isEmpty() && running.said().contains("ID token url"));
        running.signal(signal);
        Outcome main = use.end(running);
        cluster.mint().failNext(0, 200);

        assertThat(main.code()).isEqualTo(signal.equals("INT") ? 130 : 143);
        end(use);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void cancel_whileTheScriptRuns_endsItAndLeavesNothing(String signal) {
        Use use = runner.uses("ssh", "true", "run", "echo started-$$; exec sleep 1000");
        Running running = use.start("main.js");
        running.await(() -> running.said().contains("started-"));
        Matcher pid = Pattern.compile("started-(\\d+)").matcher(running.said());
        assertThat(pid.find()).isTrue();
        running.signal(signal);
        Outcome main = use.end(running);

        assertThat(main.code()).isEqualTo(signal.equals("INT") ? 130 : 143);
        FakeRunner.await(() -> ProcessHandle.of(Long.parseLong(pid.group(1)))
                .filter(ProcessHandle::isAlive)
                .isEmpty());
        assertThat(runner.left()).isEmpty();
        end(use);
    }

    @Test
    void killed_withoutWarning_postCleans() {
        cluster.mint().failNext(1000, 503);
        Use use = runner.uses("ssh", "true", "renew", "true");
        Running running = use.start("main.js");
        running.await(() -> running.said().contains("ID token url"));
        running.process.descendants().forEach(ProcessHandle::destroyForcibly);
        running.process.destroyForcibly();
        use.end(running);
        cluster.mint().failNext(0, 200);

        assertThat(runner.left()).isNotEmpty();
        end(use);
    }

    @Test
    void renew_inTheBackground_replacesCertificates_saysARefusalInPost_andEndsWithIt() {
        cluster.addToken(LabToken.github("deploy-held").bot("held").allow(Map.of("repository", "acme/app")));
        Use use = runner.uses("ssh", "true", "renew", "true", "ttl", "1m");
        Outcome main = use.main();
        Use held = runner.uses("token", "deploy-held", "ssh", "true", "renew", "true", "ttl", "1m", "prefix", "HELD_");
        Outcome other = held.main();
        cluster.lock("held", "maintenance window");
        assertThat(main.code()).as(main.out()).isZero();
        assertThat(other.code()).as(other.out()).isZero();
        Path place = Path.of(directory(use));

        assertThat(Registry.read(place).flatMap(Marker::renewer)).isPresent();
        assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
        assertThat(runner.processes().stream().filter(line -> line.contains(" renew ")))
                .hasSize(2);
        assertThat(FakeRunner.read(Path.of("/proc", String.valueOf(use.state.get("renewal")), "cmdline")))
                .contains("renew")
                .doesNotContain(cluster.mint().requestToken().reveal());
        FakeRunner.await(() -> Files.exists(place.resolve("generations/2/ssh_config"))
                && FakeRunner.read(Path.of(directory(held), "renewal.log")).contains("MID-1208"));
        assertThat(runner.run("readlink \"$MACHINE_ID_DIR\"").out()).contains("generations/2");
        assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
        Outcome post = held.post();
        cluster.unlock("held");

        assertThat(post.commands("warning")).contains("title=Machine ID", "MID-1208", "maintenance window");
        end(use);
    }
}
