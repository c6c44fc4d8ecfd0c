package io.jenkins.plugins.machineid.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Roles that ask for what no build has, whichever machine joins. */
class HurdleTest extends SessionFixture {
    @ParameterizedTest
    @ValueSource(strings = {"agent", "controller"})
    void everyConnectionAsks_isRefusedAndNamesTheRole(String joinOn) throws Exception {
        Session session = session();
        SessionFailure refused = catchThrowableOfType(
                SessionFailure.class, () -> session.open(plan(joinOn, "ssh=true", "token=mfa-jenkins"), build -> true));

        assertThat(refused).hasMessageContaining("MID-1230").hasMessageContaining("the role mfa asks");
        assertThat(refused.isPassing()).isFalse();
        session.close(Optional.empty());
        assertThat(left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "controller"})
    void someConnectionsAsk_isAWarningThatNamesTheRole(String joinOn) throws Exception {
        Session session = session();
        Session.Opened opened = session.open(plan(joinOn, "ssh=true", "token=mfa-part-jenkins"), build -> true);

        assertThat(opened.answer().warnings()).hasSize(1);
        assertThat(log).anyMatch(line -> line.startsWith("warning: the role mfa-prod asks for a second factor"));
        session.close(Optional.of(opened.state()));
    }
}
