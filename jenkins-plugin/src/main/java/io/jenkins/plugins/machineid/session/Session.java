package io.jenkins.plugins.machineid.session;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.session.Marker;
import io.jenkins.plugins.machineid.agent.Leftover;
import io.jenkins.plugins.machineid.agent.ProgramEnd;
import io.jenkins.plugins.machineid.mask.LiveMasks;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One identity of one block: opens, renews and closes it.
 *
 * <p>It keeps nothing itself; what must be known after a restart of the controller is a {@link SessionState}.
 */
public final class Session {
    private final String id;
    private final String maskKey;
    private final Workplace place;
    private final ProofSource proofs;
    private final Calls calls;
    private final Consumer<String> log;
    private final ControllerLogin controllerLogin;

    /**
     * A session of a block.
     *
     * @param id names the block in its directory's name, in logs and on the build's page
     * @param maskKey under which its secrets are hidden
     * @param build the build's variables, of which those are used that options name
     * @param controller the controller's own environment, for joins from there
     */
    public Session(
            String id,
            String maskKey,
            Workplace place,
            ProofSource proofs,
            Map<String, String> build,
            Map<String, String> controller,
            Consumer<String> log) {
        this.id = id;
        this.maskKey = maskKey;
        this.place = place;
        this.proofs = proofs;
        this.calls = new Calls(id, maskKey, place, build);
        this.log = log;
        this.controllerLogin = new ControllerLogin(controller, log);
    }

    /** A session's first login. */
    public record Opened(SessionState state, Answer answer) {
        /** Whether the controller joined, and not the agent. */
        public boolean onController() {
            return state.onController();
        }

        /** Absolute path on the agent of what the end of the block removes. */
        public String directory() {
            return state.directory();
        }
    }

    /**
     * Logs in.
     *
     * @param running whether a build, as an agent names it, still runs; what other builds left behind is removed
     */
    public Opened open(Plan wanted, Predicate<String> running) throws IOException, InterruptedException {
        Workplace.Claimed claimed = place.claim(id, wanted.certificates());
        sweep(claimed.others(), running);
        Plan plan = wanted;
        if (plan.keepsAProcess() && place.elsewhere()) {
            log.accept(
                    "warning: tunnels listen on the agent's own 127.0.0.1, which a container of this block may not share");
        }
        if (plan.leavesTheWayOpen() && place.elsewhere() && !programRunsThere()) {
            plan = plan.withOpenssl();
            log.accept("the program does not run where the steps of this block run; ssh will connect with openssl");
        }
        boolean follow =
                plan.renews() && claimed.links() && plan.option("directory").isEmpty();
        if (plan.rehearses()) {
            ProgramEnd end = place.run(calls.login(plan, proof(plan), List.of("login")));
            say(required(end).err());
            return new Opened(
                    new SessionState(plan, calls.directory(plan), false, 0, java.time.Instant.EPOCH, Map.of()),
                    nothing());
        }
        Optional<ProofSource.Presented> proof = proof(plan);
        if (plan.joinPlace() == JoinPlace.CONTROLLER) {
            return onController(plan, proof, 1);
        }
        ProgramEnd end = place.run(calls.login(plan, proof, Calls.verb(plan, follow)));
        if (!end.well() && plan.joinPlace() == JoinPlace.AUTO && proof.isPresent() && cannotReach(end, proof.get())) {
            say(end.err());
            log.accept("the agent does not reach the cluster: the controller joins, so the private key is made there");
            return onController(plan, proof, 1);
        }
        return opened(plan, required(end), follow);
    }

    /** Logs in again into the same directory; fails without harm to what is there. */
    public Opened renew(SessionState state) throws IOException, InterruptedException {
        Plan plan = state.plan();
        Optional<ProofSource.Presented> proof = proof(plan);
        if (state.onController()) {
            return onController(plan, proof, state.generation() + 1);
        }
        return opened(plan, required(place.run(calls.login(plan, proof, Calls.verb(plan, true)))), true);
    }

    /** Removes the files; never fails a build. */
    public void close(Optional<SessionState> state) {
        try {
            int files = 0;
            if (state.isPresent()
                    && (state.get().plan().keepsAProcess()
                            || !state.get().plan().option("directory").isEmpty())) {
                ProgramEnd end = place.run(calls.logout(state.get().directory()));
                // What tunnels had to say, too.
                say(end.err());
            }
            files += place.remove(List.of(id));
            log.accept("removed the credentials (" + files + " files; id " + id + ")");
        } catch (IOException | RuntimeException unreachable) {
            log.accept("the credentials could not be removed (" + unreachable.getMessage()
                    + "); they end by themselves, and the next build in this workspace removes them; id " + id);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Opened opened(Plan plan, ProgramEnd end, boolean follow) throws SessionFailure {
        Answer answer = Answer.parse(end.out());
        end.err().lines().filter(Session::isSaidBeside).forEach(log);
        SessionState state =
                new SessionState(plan, calls.directory(plan), false, 0, answer.expires(), answer.environment());
        if (plan.renews() && !follow) {
            log.accept("these credentials are not renewed: their place cannot be exchanged behind a link");
        }
        return new Opened(follow && renewable(answer) ? state : state.fixed(), answer);
    }

    private Opened onController(Plan plan, Optional<ProofSource.Presented> proof, long generation)
            throws IOException, InterruptedException {
        if (plan.copies() || proof.isEmpty()) {
            throw SessionFailure.of(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "the controller can join only with a credential of Jenkins",
                    "name one in credentialsId, or let the agent join");
        }
        String home = calls.directory(plan);
        String own = home + "/generations/" + generation;
        ProgramEnd version = place.run(calls.version());
        dev.machineid.core.Collected collected = controllerLogin.login(
                plan,
                proof.get(),
                version.well() ? version.launcher() : List.of(),
                java.nio.file.Path.of(own),
                java.nio.file.Path.of(home + "/current"));
        collected.masks().forEach(secret -> LiveMasks.hide(maskKey, secret.reveal()));
        Map<String, byte[]> files = new LinkedHashMap<>();
        collected.files().forEach((name, content) -> files.put(name, content.revealBytes()));
        Answer answer = Answer.of(collected);
        place.write(home, generation, files, new Marker(Instant.now(), answer.expires(), Optional.empty()).json());
        if (plan.keepsAProcess()) {
            answer = answer.with(serve(plan, home));
        }
        SessionState state = new SessionState(plan, home, true, generation, answer.expires(), answer.environment());
        return new Opened(renewable(answer) ? state : state.fixed(), answer);
    }

    /** The tunnels and the multiplexer that a login on the agent would have started itself; those that are there go on. */
    private Map<String, String> serve(Plan plan, String home) throws IOException, InterruptedException {
        ProgramEnd end = required(place.run(calls.serve(plan, home)));
        say(end.err());
        return Answer.variables(end.out());
    }

    private Optional<ProofSource.Presented> proof(Plan plan) throws IOException {
        Optional<ProofSource.Presented> proof = plan.copies() ? Optional.empty() : proofs.obtain(plan.credentialsId());
        proof.ifPresent(presented -> LiveMasks.hide(maskKey, presented.text()));
        return proof;
    }

    private boolean programRunsThere() throws IOException, InterruptedException {
        ProgramEnd version = place.run(calls.version());
        List<String> command = new ArrayList<>(version.launcher());
        command.add("version");
        return version.well() && place.runsThere(command);
    }

    private void sweep(List<Leftover> others, Predicate<String> running) throws IOException, InterruptedException {
        List<String> over = others.stream()
                .filter(other -> !running.test(other.build()))
                .map(Leftover::id)
                .toList();
        if (!over.isEmpty()) {
            int files = place.remove(over);
            log.accept("removed what " + over.size() + " earlier block(s) left behind here (" + files + " files)");
        }
    }

    /** Faults after which nothing has been spent: there was no connection, or for an id token no answer. */
    private static boolean cannotReach(ProgramEnd end, ProofSource.Presented proof) {
        List<ErrorCode> codes = proof.idToken()
                ? List.of(
                        ErrorCode.CANNOT_CONNECT,
                        ErrorCode.UNKNOWN_HOST,
                        ErrorCode.HTTP_PROXY_REFUSED,
                        ErrorCode.TIMED_OUT)
                : List.of(ErrorCode.CANNOT_CONNECT, ErrorCode.UNKNOWN_HOST, ErrorCode.HTTP_PROXY_REFUSED);
        return codes.stream().anyMatch(code -> end.err().contains("error[" + code.id() + "]"));
    }

    /** A join secret works once; the program has warned of it. */
    private static boolean renewable(Answer answer) {
        return !answer.method().equals("token");
    }

    private ProgramEnd required(ProgramEnd end) throws SessionFailure {
        if (!end.well()) {
            // 6 is the program's exit code for what may pass.
            String said = end.err().isBlank()
                    ? "the program ended with exit code " + end.code()
                    : end.err().strip();
            throw new SessionFailure(LiveMasks.masked(maskKey, said), end.code() == 6);
        }
        return end;
    }

    private void say(String text) {
        text.strip().lines().filter(line -> !line.isBlank()).forEach(log);
    }

    private static boolean isSaidBeside(String line) {
        return line.startsWith("warning: ") || line.startsWith("notice: ") || line.startsWith("debug: ");
    }

    private static Answer nothing() {
        return new Answer("", "", List.of(), List.of(), List.of(), "", java.time.Instant.EPOCH, Map.of(), List.of());
    }
}
