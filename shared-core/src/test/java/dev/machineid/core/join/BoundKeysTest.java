package dev.machineid.core.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.identity.JobKey;
import dev.machineid.core.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoundKeysTest {
    private final JobKey old = JobKey.p256();
    private final List<List<JobKey>> kept = new ArrayList<>();
    private final BoundKeys keys = new BoundKeys(List.of(old), Optional.empty(), newer -> kept.add(newer.keys()));

    @Test
    void find_commentAndSpaces_areNoDifference() {
        assertThat(keys.find(old.sshPublicLine() + " bot@host\n")).contains(old);
        assertThat(keys.find("  " + old.sshPublicLine())).contains(old);
        assertThat(keys.find(JobKey.p256().sshPublicLine())).isEmpty();
        assertThat(keys.find("")).isEmpty();
        assertThat(keys.find("ssh-ed25519")).isEmpty();
    }

    @Test
    void fresh_isKeptBeforeAnybodyHearsOfIt() {
        JobKey fresh = keys.fresh();
        assertThat(kept).containsExactly(List.of(fresh, old));
        assertThat(keys.find(old.sshPublicLine())).contains(old);
    }

    @Test
    void fresh_againAndAgain_neverForgetsTheBoundKey() {
        for (int i = 0; i < 10; i++) {
            keys.fresh();
        }
        assertThat(keys.keys()).hasSize(4);
        assertThat(keys.find(old.sshPublicLine())).contains(old);
    }

    @Test
    void joined_keepsTheBoundKeyAlone() {
        JobKey fresh = keys.fresh();
        keys.joined(fresh.sshPublicLine(), Secret.of("state"));
        assertThat(keys.keys()).containsExactly(fresh);
        assertThat(keys.joinState()).contains(Secret.of("state"));
    }

    @Test
    void joined_serverThatSaysNeither_changesNothing() {
        keys.joined("", Secret.of(""));
        assertThat(keys.keys()).containsExactly(old);
        assertThat(keys.joinState()).isEmpty();
    }
}
