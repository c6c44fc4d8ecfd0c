package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

class RsaLessonTest {
    @Test
    void run_withSignaturesOfNobody_findsNoneGood() throws GeneralSecurityException {
        assertThat(RsaLesson.run()).isFalse();
    }
}
