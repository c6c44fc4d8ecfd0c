package dev.machineid.core.join;

import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.cluster.GrpcStatusException;
import dev.machineid.core.cluster.ServerWords;
import dev.machineid.core.cluster.WebRefusal;
import dev.machineid.core.platform.Claims;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what a refused join means: the server's words, what was presented to it, and what to do. */
final class JoinFailures {
    private static final int INTERNAL_ERROR = 500;

    private final String named;
    private final String show;
    private final String edit;
    private final Optional<ClockDifference> clocks;
    private final Optional<Comparison> rules;

    /**
     * @param rules the join token's rules, where the user gave them
     * @param shownName the join token's name as a message may show it; empty where only a secret says the token
     */
    JoinFailures(String shownName, @Nullable ClusterInfo cluster, Optional<Comparison> rules) {
        boolean hidden = shownName.startsWith("\"");
        this.named = shownName.isEmpty()
                ? "the join token of this secret"
                : "the join token " + (hidden ? shownName : '"' + shownName + '"');
        String resource = "token/" + (shownName.isEmpty() || hidden ? "NAME" : shownName);
        this.show = "tctl get " + resource;
        this.edit = "tctl edit " + resource;
        this.clocks = Optional.ofNullable(cluster).flatMap(ClockDifference::of);
        this.rules = rules;
    }

    MachineIdException refused(GrpcStatusException status, @Nullable Proof proof) {
        return explain(status.words(), status.isFault(), status.isRateLimit(), proof, status, null);
    }

    MachineIdException refused(WebRefusal refusal, Proof proof) {
        // A server says no by 500 too, with its reason; asking such a one again trips its circuit breaker for
        // everybody.
        boolean explained = refusal.status() == INTERNAL_ERROR && refusal.hasWords();
        boolean fault = !explained && (refusal.status() >= INTERNAL_ERROR || refusal.isRateLimit());
        return explain(refusal.words(), fault, refusal.isRateLimit(), proof, refusal, refusal.retryAfter());
    }

    private MachineIdException explain(
            String words,
            boolean fault,
            boolean rateLimit,
            @Nullable Proof proof,
            IOException cause,
            @Nullable Duration retryAfter) {
        ErrorCode byStatus =
                rateLimit ? ErrorCode.RATE_LIMITED : fault ? ErrorCode.SERVER_FAULT : ErrorCode.REQUEST_REFUSED;
        ErrorCode code = atTheJoin(ServerWords.meaning(words).orElse(byStatus), words);
        List<String> details = new ArrayList<>();
        details.add("the server said: " + words);
        if (proof instanceof Proof.IdTokenProof token) {
            details.add("join method: " + token.method().wireName() + "; the id token's claims:");
            token.token().claims().safeSubset().forEach(line -> details.add("  " + line));
            rules.ifPresent(file ->
                    details.addAll(file.explain(token.method(), token.token().claims())));
        }
        if (proof instanceof Proof.AzureProof azure) {
            details.add("join method: azure; the claims of the managed identity's token:");
            azure.token().claims().safeSubset().forEach(line -> details.add("  " + line));
            rules.ifPresent(file ->
                    details.addAll(file.explain(azure.method(), azure.token().claims())));
        }
        if (proof instanceof Proof.IamProof iam) {
            details.add("join method: iam; AWS credentials from " + iam.from() + ", asked at " + iam.stsHost());
            details.add("their account and arn, which the rules aws_account and aws_arn match, are printed by:"
                    + " aws sts get-caller-identity");
            rules.ifPresent(file -> details.addAll(file.explain(iam.method(), Claims.none())));
        }
        clocks.ifPresent(difference -> details.add(difference.words()));
        if (code == ErrorCode.JOIN_TOKEN_EXPIRED) {
            rules.flatMap(Comparison::ended).ifPresent(details::add);
        }
        String advice = code == ErrorCode.CLAIMS_REFUSED ? claimsAdvice(proof) : advice(code);
        if (code == ErrorCode.RATE_LIMITED || code == ErrorCode.SERVER_FAULT) {
            return new FaultException(code, what(code), details, advice, cause, retryAfter);
        }
        return new DeniedException(code, what(code), details, advice, cause);
    }

    /** What the words of a refusal mean at a join and only here, and where the clocks or the user's file say more. */
    private ErrorCode atTheJoin(ErrorCode code, String words) {
        return switch (code) {
            case ACCESS_DENIED -> words.strip().equals("access denied") ? ErrorCode.BOT_MISSING : code;
            case JOIN_TOKEN_UNKNOWN ->
                rules.flatMap(Comparison::ended).isPresent() ? ErrorCode.JOIN_TOKEN_EXPIRED : code;
            case ID_TOKEN_EXPIRED ->
                clocks.filter(ClockDifference::clusterIsAhead).isPresent() ? ErrorCode.CLOCKS_DIFFER : code;
            case ID_TOKEN_NOT_YET_VALID ->
                clocks.filter(difference -> !difference.clusterIsAhead()).isPresent() ? ErrorCode.CLOCKS_DIFFER : code;
            default -> code;
        };
    }

    private String claimsAdvice(@Nullable Proof proof) {
        if (proof instanceof Proof.IamProof) {
            return "compare the account and arn with the rules shown by: " + show
                    + " (an assumed role's arn is arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION)";
        }
        String rule = "machine-id rules, run in this job, prints a rule that fits it";
        if (rules.isEmpty()) {
            return "compare the claims above with the rules shown by: " + show
                    + " (every field of one rule must fit, upper and lower case differ); with what that prints in the"
                    + " file of the option rules, the next refusal names the field; " + rule;
        }
        Optional<String> remedy = proof instanceof Proof.IdTokenProof token
                ? rules.get().remedy(token.method(), token.token().claims())
                : proof instanceof Proof.AzureProof azure
                        ? rules.get().remedy(azure.method(), azure.token().claims())
                        : Optional.empty();
        return remedy.map(what -> "if this job may join: with " + edit + ", " + what + "; if not, run the job that the"
                        + " rule means; " + rule)
                .orElse("change the join token or the job so that every field of one rule fits; " + rule);
    }

    private String what(ErrorCode code) {
        return switch (code) {
            case JOIN_TOKEN_UNKNOWN -> "the cluster does not know " + named + " for bots, or it has expired";
            case JOIN_TOKEN_EXPIRED -> named + " has expired";
            case BOT_MISSING -> "the bot of " + named + " does not exist";
            case CLOCKS_DIFFER ->
                "the clocks differ: " + clocks.map(ClockDifference::words).orElse("")
                        + ", and the cluster says that the id token is not valid at its time";
            case CLAIMS_REFUSED -> named + " does not allow this job";
            case CLOUD_PROOF_REFUSED -> "AWS did not accept what this job signed with its credentials";
            case CLOUD_REGION_UNKNOWN -> "the cluster does not know the AWS region this job signed for";
            case WRONG_JOIN_METHOD -> named + " is for another join method";
            case WRONG_AUDIENCE -> "the id token is for another audience than " + named + " expects";
            case ID_TOKEN_EXPIRED -> "the cluster says the id token has expired";
            case WRONG_ISSUER -> "the id token comes from another issuer than " + named + " expects";
            case ID_TOKEN_NOT_YET_VALID -> "the cluster says the id token is not valid yet";
            case ID_TOKEN_REFUSED -> "the cluster does not accept the id token";
            case ENTERPRISE_ONLY -> "this cluster's edition does not offer what " + named + " asks for";
            case LOCKED -> "the bot of " + named + " is locked";
            case RATE_LIMITED -> "the cluster asks to slow down";
            case SERVER_FAULT -> "the cluster could not carry out the join";
            case ALREADY_RENEWABLE -> "the bot of " + named + " has a renewable identity already";
            case KEYPAIR_REFUSED -> named + " does not accept this key pair or registration secret";
            case NO_RECOVERY_LEFT -> named + " allows no further recovery";
            case JOIN_STATE_REFUSED -> named + " was last joined with another state than this directory holds";
            case GENERATION_MISMATCH ->
                "the bot of " + named + " keeps a renewable identity elsewhere, and is locked now";
            default -> "the cluster refused the join";
        };
    }

    private String advice(ErrorCode code) {
        return switch (code) {
            case JOIN_TOKEN_UNKNOWN ->
                "list the cluster's join tokens with: tctl tokens ls; the option token takes the"
                        + " token's name, and a secret of the method token works only once";
            case CLOUD_PROOF_REFUSED ->
                "try the credentials with: aws sts get-caller-identity; wrong, expired or revoked ones and a clock that"
                        + " is off by more than 5 minutes are refused";
            case CLOUD_REGION_UNKNOWN ->
                "set AWS_REGION to a region that is in the server's list, such as us-east-1; the identity is the same in"
                        + " every region of a partition";
            case JOIN_TOKEN_EXPIRED ->
                "make it anew: " + show + " > token.yaml, set metadata.expires there, tctl create -f token.yaml";
            case BOT_MISSING ->
                "look at spec.bot_name in: " + show + "; does tctl bots ls have that bot? If not: tctl bots add NAME"
                        + " --roles=ROLE";
            case CLOCKS_DIFFER -> clocks.map(ClockDifference::advice).orElse("");
            case WRONG_JOIN_METHOD -> "look at spec.join_method in: " + show + ", and set the option join-method to it";
            case WRONG_AUDIENCE ->
                "set the audience the server expects where the platform makes the id token, or in the"
                        + " option audience; for gitlab it is the cluster's name";
            case ID_TOKEN_EXPIRED ->
                "log in at the start of the job, and check the clocks of this machine and the cluster";
            case WRONG_ISSUER -> "look at the platform's address in: " + show;
            case ID_TOKEN_NOT_YET_VALID -> "check the clocks of the platform and the cluster";
            case ID_TOKEN_REFUSED -> "the server's words above say what it expects of the id token";
            case ENTERPRISE_ONLY -> "use a join method of this edition, such as gitlab, github or kubernetes";
            case LOCKED -> "an administrator lists locks with: tctl get locks";
            case RATE_LIMITED -> "many jobs behind one address join at once; spread them";
            case SERVER_FAULT -> "try again; if it stays, the auth server's log says more";
            case ALREADY_RENEWABLE ->
                "before Teleport 16 one bot has one renewable identity: keep it in the option state-directory, or make"
                        + " the bot anew (tctl bots rm, tctl bots add) with a new secret";
            case KEYPAIR_REFUSED ->
                "a registration secret works once, and until must_register_before; compare the key pair with the one"
                        + " shown by: " + show;
            case NO_RECOVERY_LEFT ->
                "the identity ended before it was renewed, and each such join counts: raise"
                        + " spec.bound_keypair.recovery.limit of the join token, or set recovery.mode to relaxed; log in"
                        + " more often than the identity lives";
            case JOIN_STATE_REFUSED ->
                "the key pair was used in two places, or a backup of its state was restored: the cluster locks the join"
                        + " token then (tctl get locks, tctl rm lock/ID); name the directory that joined last, or make a"
                        + " new join token and key pair";
            case GENERATION_MISMATCH ->
                "a bot of the join method token cannot join by another method too: make a bot for each; an administrator"
                        + " removes the lock (tctl get locks, tctl rm lock/ID)";
            default -> "the server's words above say why";
        };
    }
}
