package dev.machineid.core.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.cluster.GrpcStatusException;
import dev.machineid.core.platform.Claims;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.JoinMethod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a refusal means by the server's words, the clocks and the user's file of rules. */
class RefusalMeaningTest {
    private static final int DENIED = 7;

    private static MachineIdException refused(String words, long skew, Optional<Comparison> rules) {
        ClusterInfo cluster =
                new ClusterInfo("lab-root", "18.11.0", true, Optional.empty(), Optional.of(Duration.ofSeconds(skew)));
        return new JoinFailures("deploy", cluster, rules)
                .refused(new GrpcStatusException(DENIED, words), JoinBench.idToken(JoinMethod.GITLAB));
    }

    private static MachineIdException refused(String words, long skew) {
        return refused(words, skew, Optional.empty());
    }

    private static Comparison file(Optional<String> remedy, Optional<String> ended) {
        return new Comparison() {
            @Override
            public List<String> explain(JoinMethod method, Claims claims) {
                return List.of("gitlab.allow[0].ref differs");
            }

            @Override
            public Optional<String> remedy(JoinMethod method, Claims claims) {
                return remedy;
            }

            @Override
            public Optional<String> ended() {
                return ended;
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "oidc: token is expired (Token Expiry: x), 31, CLOCKS_DIFFER",
        "oidc: token is expired (Token Expiry: x), 30, ID_TOKEN_EXPIRED",
        "oidc: token is expired (Token Expiry: x), -600, ID_TOKEN_EXPIRED",
        "token not before in future, -31, CLOCKS_DIFFER",
        "token not before in future, 600, ID_TOKEN_NOT_YET_VALID",
        "token not before in future, 0, ID_TOKEN_NOT_YET_VALID",
        "id token claims did not match any allow rules, 600, CLAIMS_REFUSED",
        "access denied, 600, BOT_MISSING",
        "access denied to perform action, 0, ACCESS_DENIED"
    })
    void clocks_areTheReason_onlyWhereTheyExplainIt(String words, long skew, ErrorCode code) {
        assertThat(refused(words, skew).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"600, 600 s ahead of", "-600, 600 s behind", "86400, 86400 s ahead of"})
    void clocks_difference_isNamedInSecondsWhateverTheRefusal(long skew, String words) {
        assertThat(refused("id token claims did not match any allow rules", skew)
                        .details())
                .contains("the cluster's clock is " + words + " this machine's");
    }

    @Test
    void clocks_areTheReason_theMessageSaysHowFar() {
        MachineIdException refusal = refused("oidc: token is expired", 400);

        assertThat(refusal.what()).contains("400 s ahead");
        assertThat(refusal.advice()).contains("time server", "date -u");
    }

    @Test
    void botMissing_namesWhereToLook() {
        MachineIdException refusal = refused("access denied", 0);

        assertThat(refusal.what()).isEqualTo("the bot of the join token \"deploy\" does not exist");
        assertThat(refusal.advice())
                .contains("spec.bot_name", "tctl get token/deploy", "tctl bots ls", "tctl bots add");
    }

    @Test
    void joinToken_expiredByTheFile_isToldSo() {
        String words = "\"\" can not join the cluster with role \"Bot\", token expired or not found";

        MachineIdException told =
                refused(words, 0, Optional.of(file(Optional.empty(), Optional.of("metadata.expires: yesterday"))));
        assertThat(told.code()).isEqualTo(ErrorCode.JOIN_TOKEN_EXPIRED);
        assertThat(told.details()).contains("metadata.expires: yesterday");
        assertThat(told.advice()).contains("tctl create");
        assertThat(refused(words, 0, Optional.of(file(Optional.empty(), Optional.empty())))
                        .code())
                .isEqualTo(ErrorCode.JOIN_TOKEN_UNKNOWN);
    }

    @Test
    void claims_withARemedy_nameTheOneLineAndWhere() {
        String words = "id token claims did not match any allow rules";
        MachineIdException told = refused(
                words, 0, Optional.of(file(Optional.of("set spec.gitlab.allow[0].ref to \"dev\""), Optional.empty())));

        assertThat(told.advice())
                .startsWith("if this job may join: with tctl edit token/deploy, set spec.gitlab.allow[0].ref to"
                        + " \"dev\"; if not, run the job that the rule means");
        assertThat(refused(words, 0, Optional.of((method, claims) -> List.of())).advice())
                .startsWith("change the join token or the job");
    }
}
