package dev.machineid.lab.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is let in, as a real server was seen to decide with the same roles. */
class AdmissionTest {
    private static final String MFA = "access to resource requires MFA";
    private static final String DEVICE = "access to resource requires a trusted device";

    private final Access access = new Access();

    @BeforeEach
    void roles() {
        access.add(LabRole.of("open", "root", "nobody", "ci"));
        access.add(LabRole.of("strict", "root", "ci").withSessionMfa());
        access.add(LabRole.of("prod", "root", "ci").withSessionMfa().with(LabGrants.EVERYTHING.where("prod")));
        access.add(LabRole.of("here", "ci")
                .withSessionMfa()
                .with(LabGrants.of("node").where("lab")));
        access.add(LabRole.of("device", "ci").withDeviceTrust("required"));
        access.add(LabRole.of("humans", "ci").withDeviceTrust("required-for-humans"));
        access.add(LabRole.of("trait", LabRole.BOT_LOGINS).withSessionMfa());
    }

    private void admitted(String kind, String login, String... roles) {
        assertThatCode(() -> access.requireAdmitted(List.of(roles), kind, login))
                .doesNotThrowAnyException();
    }

    private void refused(String words, String kind, String login, String... roles) {
        assertThatThrownBy(() -> access.requireAdmitted(List.of(roles), kind, login))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> org.assertj.core.api.Assertions.assertThat(refusal.words())
                                .isEqualTo(words));
    }

    @Test
    void strictestRoleThatLetsIn_decides() {
        refused(MFA, "node", "ci", "open", "strict");
        admitted("node", "nobody", "open", "strict");
        refused(MFA, "app", "", "open", "strict");
        refused(DEVICE, "db", "", "open", "device");
        refused(MFA, "node", "deploy", "open", "trait");
    }

    @Test
    void roleForOtherLabelsOrKinds_doesNotCount() {
        admitted("node", "ci", "open", "prod");
        refused(MFA, "node", "ci", "open", "here");
        admitted("kube_cluster", "", "open", "here");
        admitted("node", "ci", "open", "humans");
    }

    @Test
    void everyRoleAsks_whateverItIsFor() {
        refused(MFA, "node", "nobody", "prod");
        admitted("node", "nobody", "device");
    }

    @Test
    void clusterAsks_everywhere() {
        access.prefer(true, "");
        refused(MFA, "node", "ci", "open");
        access.prefer(false, "required");
        refused(DEVICE, "app", "", "open");
        access.prefer(false, "required-for-humans");
        admitted("app", "", "open");
    }
}
