package dev.machineid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.secret.Secret;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobKeyReadTest {
    static Stream<JobKey> read_whatWasWritten_isTheSame() {
        return Stream.of(JobKey.p256(), JobKey.rsa2048());
    }

    @ParameterizedTest
    @MethodSource
    void read_whatWasWritten_isTheSame(JobKey key) {
        JobKey read = JobKey.read(key.privatePem(), key.tlsPublicDer());
        assertThat(read.keyPair().getPrivate()).isEqualTo(key.keyPair().getPrivate());
        assertThat(read.sshPublicLine()).isEqualTo(key.sshPublicLine());
    }

    @Test
    void read_halvesOfTwoKeys_areRefused() {
        JobKey one = JobKey.p256();
        JobKey other = JobKey.p256();
        assertThatThrownBy(() -> JobKey.read(one.privatePem(), other.tlsPublicDer()))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> JobKey.read(one.privatePem(), JobKey.rsa2048().tlsPublicDer()))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void read_noKeyOrTwo_isRefused() {
        JobKey key = JobKey.p256();
        String pem = key.privatePem().reveal();
        for (String text : new String[] {"", "no key", pem + pem, pem.replace("A", "!")}) {
            assertThatThrownBy(() -> JobKey.read(Secret.of(text), key.tlsPublicDer()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageNotContaining("no key");
        }
        assertThatThrownBy(() -> JobKey.read(key.privatePem(), new byte[] {1, 2}))
                .isInstanceOf(InvalidRequestException.class);
    }
}
