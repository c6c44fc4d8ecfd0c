package dev.machineid.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.Retry;
import dev.machineid.core.platform.CommandRunner;
import dev.machineid.core.platform.IdTokenHttp;
import dev.machineid.core.platform.JobVariables;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.platform.ProofContext;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.OidcSource;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A join that takes long asks the platform again before its proof ends. */
class ProvingTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private final Deque<String> tokens = new ArrayDeque<>();
    private final List<String> warnings = new ArrayList<>();

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private Proving proving() {
        CommandRunner command = (argv, limit) -> tokens.isEmpty()
                ? new CommandRunner.Output(1, Secret.of(""))
                : new CommandRunner.Output(0, Secret.of(tokens.poll()));
        IdTokenHttp nobody = new IdTokenHttp() {
            @Override
            public Reply get(URI uri, Secret bearer, Map<String, String> headers) {
                throw new AssertionError(uri);
            }

            @Override
            public Reply post(URI uri, Secret bearer, Map<String, String> headers) {
                throw new AssertionError(uri);
            }
        };
        ProofOptions options = new ProofOptions(
                JoinMethod.GENERIC_OIDC,
                Optional.empty(),
                Optional.of(new OidcSource.Command(List.of("get-token"))),
                Optional.empty());
        ProofContext context = new ProofContext(
                new JobVariables(Map.of()), options, new CompletableFuture<>(), clock, nobody, command, warnings::add);
        Retry retry =
                new Retry(Deadline.after(Duration.ofHours(1), clock), new SecureRandom(), length -> {}, notice -> {});
        return new Proving(context, retry, Runnable::run);
    }

    private static String token(int number, Duration life) {
        String claims =
                "{\"sub\":\"" + number + "\",\"exp\":" + START.plus(life).getEpochSecond() + "}";
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return "e30." + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }

    private static String subject(Proof proof) {
        return ((Proof.IdTokenProof) proof).token().claims().subject().orElseThrow();
    }

    @Test
    void prove_whileTheTokenLasts_isTheSame() {
        tokens.add(token(1, Duration.ofMinutes(5)));
        tokens.add(token(2, Duration.ofMinutes(10)));
        Proving proving = proving();
        assertThat(subject(proving.prove(Optional.empty()))).isEqualTo("1");

        now = START.plus(Duration.ofMinutes(4));
        assertThat(subject(proving.prove(Optional.of(JoinMethod.GENERIC_OIDC)))).isEqualTo("1");
        assertThat(tokens).hasSize(1);
    }

    @Test
    void prove_tokenAboutToEnd_isAskedForAnew() {
        tokens.add(token(1, Duration.ofMinutes(5)));
        tokens.add(token(2, Duration.ofMinutes(10)));
        Proving proving = proving();

        now = START.plus(Duration.ofSeconds(271));
        assertThat(subject(proving.prove(Optional.empty()))).isEqualTo("2");
        assertThat(subject(proving.prove(Optional.empty()))).isEqualTo("2");
        assertThat(warnings).isEmpty();
    }

    @Test
    void prove_platformGivesOnlyShortOnes_isNotAskedOverAndOver() {
        tokens.add(token(1, Duration.ofSeconds(20)));
        tokens.add(token(2, Duration.ofSeconds(20)));
        Proving proving = proving();

        assertThat(subject(proving.prove(Optional.empty()))).isEqualTo("1");
        assertThat(subject(proving.prove(Optional.empty()))).isEqualTo("1");
        assertThat(warnings).singleElement().asString().contains("expires in 20 s");
    }

    @Test
    void prove_noNewToken_showsTheOldOneWhileItIsGood() {
        tokens.add(token(1, Duration.ofMinutes(5)));
        Proving proving = proving();

        now = START.plus(Duration.ofSeconds(280));
        assertThat(subject(proving.prove(Optional.empty()))).isEqualTo("1");
    }

    @Test
    void prove_noNewTokenAfterTheEnd_isTheReason() {
        tokens.add(token(1, Duration.ofMinutes(5)));
        Proving proving = proving();

        now = START.plus(Duration.ofMinutes(6));
        assertThatThrownBy(() -> proving.prove(Optional.empty()))
                .isInstanceOfSatisfying(
                        ProofException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED));
    }
}
