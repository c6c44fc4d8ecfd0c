package dev.machineid.spacelift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.issuer.Shapes;
import org.junit.jupiter.api.Test;

/** Roles that ask for what no run has. */
class HurdleTest extends RunOnLab {
    @Test
    void everyConnectionAsks_stopsTheRunAndNamesTheRole() throws Exception {
        Run run = idToken(run("mfa-spacelift"), Shapes.spacelift());

        refused(run, run.phase(Phase.INIT, "echo the phase ran"), "MID-1230", "the role mfa asks for a second factor");
    }

    @Test
    void someConnectionsAsk_isAWarningThatNamesTheRole() throws Exception {
        Run run = idToken(run("mfa-part-spacelift"), Shapes.spacelift());

        Outcome init = works(run.phase(Phase.INIT, "true"));

        assertThat(init.log()).contains("warning: the role mfa-prod asks for a second factor");
        endsClean(run, "FINISHED");
    }
}
