package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.action.FakeRunner.Outcome;
import dev.machineid.action.FakeRunner.Use;
import org.junit.jupiter.api.Test;

/** Roles that ask for what no job has. */
class HurdleCheck extends JobCheck {
    @Test
    void everyConnectionAsks_failsTheStepAndNamesTheRole() {
        Use use = runner.uses("token", "mfa-github", "ssh", "true");
        Outcome main = use.main();

        assertThat(main.code()).isEqualTo(1);
        assertThat(main.commands("error")).contains("MID-1230", "the role mfa asks for a second factor");
        assertThat(runner.left()).isEmpty();
        end(use);
    }

    @Test
    void someConnectionsAsk_isAnAnnotationThatNamesTheRole() {
        Use use = runner.uses("token", "mfa-part-github", "ssh", "true");
        Outcome main = use.main();

        assertThat(main.code()).as(main.out()).isZero();
        assertThat(main.commands("warning")).contains("the role mfa-prod asks for a second factor");
        end(use);
    }
}
