package dev.machineid.circleci.orb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.circleci.expand.JobRunner;
import dev.machineid.lab.LabClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Roles that ask for what no job has. */
@Timeout(120)
class HurdleTest extends OrbOnLab {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension();

    private JobRunner.Outcome as(String token) throws Exception {
        return job.withToken()
                .steps("  " + block(", ssh: true", run("mine", "echo x")).replace("deploy-circleci", token));
    }

    @Test
    void everyConnectionAsks_failsTheLoginAndNamesTheRole() throws Exception {
        JobRunner.Outcome outcome = as("mfa-circleci");

        assertThat(outcome.of(LOGIN).output()).contains("error[MID-1230]", "the role mfa asks for a second factor");
        assertThat(outcome.of("mine").ran()).isFalse();
        assertThat(job.left()).isEmpty();
    }

    @Test
    void someConnectionsAsk_isAWarningThatNamesTheRole() throws Exception {
        JobRunner.Outcome outcome = as("mfa-part-circleci");

        assertThat(outcome.of(LOGIN).output()).contains("warning: the role mfa-prod asks for a second factor");
        assertThat(outcome.of("mine").ran()).isTrue();
        assertThat(job.left()).isEmpty();
    }
}
