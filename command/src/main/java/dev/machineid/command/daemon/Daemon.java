package dev.machineid.command.daemon;

import dev.machineid.core.KeptDirectory;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.session.KeptPlace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Everything of a running daemon: its directories, a thread for each identity, its endpoints, what it tells systemd. */
public final class Daemon implements AutoCloseable {
    private static final int UNAVAILABLE = 503;
    private static final Duration SLACK = Duration.ofMinutes(2);
    private static final Duration LAST_TURN = Duration.ofSeconds(8);

    private final List<AutoCloseable> places = new ArrayList<>();
    private final List<Keeper> keepers = new ArrayList<>();
    private final List<Health> healths = new ArrayList<>();
    private final Clock clock;
    private final ServiceManager manager;
    private final String version;
    private final Instant started;
    private Optional<Endpoints> endpoints = Optional.empty();
    private volatile boolean told;
    private volatile boolean hurrying;

    /**
     * What it needs of the process it runs in.
     *
     * @param log told with the identity's name and a sentence, without a secret
     * @param version of the program
     */
    public record Surroundings(
            Map<String, String> variables, Clock clock, RandomGenerator random, Log log, String version) {
        public Surroundings {
            variables = Map.copyOf(variables);
        }
    }

    /** Where a sentence about an identity goes. */
    @FunctionalInterface
    public interface Log {
        void say(String identity, String sentence);
    }

    /** Fills a directory with new credentials. */
    @FunctionalInterface
    public interface Filling {
        LoginReport fill(KeptIdentity identity, Destination destination, KeptDirectory directory);
    }

    private Daemon(Surroundings surroundings) {
        this.clock = surroundings.clock();
        this.manager = new ServiceManager(surroundings.variables());
        this.version = surroundings.version();
        this.started = clock.instant();
    }

    /**
     * Takes all directories, then begins.
     *
     * @param listen where the endpoints are; empty for nowhere
     * @throws dev.machineid.core.report.InvalidRequestException if one of them cannot be had; nothing is begun then
     */
    public static Daemon start(
            List<KeptIdentity> identities, Optional<String> listen, Filling filling, Surroundings surroundings) {
        Daemon daemon = new Daemon(surroundings);
        try {
            for (KeptIdentity identity : identities) {
                identity.state().ifPresent(state -> daemon.places.add(KeptPlace.forState(state)));
                daemon.keep(identity, filling, surroundings);
            }
            listen.ifPresent(Daemon::requireServer);
            daemon.endpoints = listen.map(address -> Endpoints.open(address, daemon.answers()));
            daemon.keepers.forEach(Keeper::start);
            return daemon;
        } catch (RuntimeException failed) {
            daemon.close();
            throw failed;
        }
    }

    /**
     * Fills every directory once, also those behind one that fails.
     *
     * @throws MachineIdException the first failure
     */
    public static void once(List<KeptIdentity> identities, Filling filling, Surroundings surroundings) {
        List<MachineIdException> failures = new ArrayList<>();
        Filling noting = (identity, destination, directory) -> {
            try {
                return filling.fill(identity, destination, directory);
            } catch (MachineIdException failed) {
                failures.add(failed);
                throw failed;
            }
        };
        try (Daemon daemon = new Daemon(surroundings)) {
            for (KeptIdentity identity : identities) {
                identity.state().ifPresent(state -> daemon.places.add(KeptPlace.forState(state)));
                daemon.keep(identity, noting, surroundings);
            }
            daemon.keepers.forEach(keeper -> keeper.rotations().forEach(Rotation::turn));
        }
        failures.stream().findFirst().ifPresent(failure -> {
            throw failure;
        });
    }

    /** A Java that somebody has linked for himself may be without it. */
    private static void requireServer(String listen) {
        if (ModuleLayer.boot().findModule("jdk.httpserver").isEmpty()) {
            throw new InvalidRequestException(
                    ErrorCode.ENDPOINTS_UNAVAILABLE,
                    "the endpoints cannot be had at " + SafeText.quote(listen),
                    List.of("reason: this Java has no module jdk.httpserver"),
                    "use the program's own bundle or a whole Java, or switch the endpoints off with --listen none",
                    null);
        }
    }

    private void keep(KeptIdentity identity, Filling filling, Surroundings surroundings) {
        Consumer<String> log = sentence -> surroundings.log().say(identity.name(), sentence);
        List<Rotation> rotations = new ArrayList<>();
        for (Destination destination : identity.destinations()) {
            KeptDirectory directory =
                    KeptDirectory.open(destination.directory(), destination.readers(), surroundings.clock());
            places.add(directory);
            Duration longest = destination
                    .request()
                    .timeout()
                    .plus(destination.reload().map(Reload::timeout).orElse(Duration.ZERO))
                    .plus(SLACK);
            Health health = new Health(identity.name(), directory.path(), longest);
            directory.expires().ifPresent(health::found);
            healths.add(health);
            rotations.add(new Rotation(
                    () -> filling.fill(identity, destination, directory),
                    health,
                    destination
                            .reload()
                            .map(reload -> new Reloading(reload, directory.path(), surroundings.variables())),
                    surroundings.clock(),
                    surroundings.random(),
                    identity.destinations().size() == 1
                            ? log
                            : sentence -> log.accept(directory.path() + ": " + sentence)));
        }
        keepers.add(new Keeper(identity.name(), rotations, surroundings.clock(), this::turned));
    }

    /** Where the endpoints are. */
    public Optional<String> address() {
        return endpoints.map(Endpoints::address);
    }

    /** Whether systemd asked to be told something and there is no program to tell it with. */
    public boolean mute() {
        return manager.mute();
    }

    /**
     * From now on SIGHUP fills everything anew, at the next {@link #obey}.
     *
     * @return whether this system has the signal
     */
    public boolean onHangUp(Runnable told) {
        return HangUp.handle(() -> {
            hurrying = true;
            told.run();
        });
    }

    /** Does what a signal asked for; a signal's own thread has to come back soon. */
    public void obey() {
        if (hurrying) {
            hurrying = false;
            hurry();
        }
    }

    private void hurry() {
        manager.tell("RELOADING=1", "MONOTONIC_USEC=" + System.nanoTime() / 1000);
        keepers.forEach(Keeper::hurry);
        manager.tell("READY=1", "STATUS=" + status());
    }

    /** Whether nothing hangs and no thread is gone. */
    public boolean lives() {
        Instant now = clock.instant();
        return keepers.stream().allMatch(Keeper::alive) && healths.stream().noneMatch(health -> health.hangs(now));
    }

    /** Says that it lives, where systemd wants to know; how long until it wants to know again. */
    public Optional<Duration> watchdog() {
        Optional<Duration> interval = manager.watchdog();
        if (interval.isPresent() && lives()) {
            manager.tell("WATCHDOG=1");
        }
        return interval;
    }

    /** systemd hears that the daemon is up once everything was tried; what is missing then stands in the status. */
    private synchronized void turned() {
        if (healths.stream().allMatch(Health::tried)) {
            if (told) {
                manager.tell("STATUS=" + status());
            } else {
                told = true;
                manager.tell("READY=1", "STATUS=" + status());
            }
        }
    }

    private List<Health.Picture> pictures() {
        return healths.stream().map(Health::picture).toList();
    }

    private String status() {
        Instant now = clock.instant();
        long ready = pictures().stream().filter(picture -> picture.ready(now)).count();
        return ready + " of " + healths.size() + " directories hold valid credentials";
    }

    private Map<String, Supplier<Endpoints.Answer>> answers() {
        Map<String, Supplier<Endpoints.Answer>> answers = new LinkedHashMap<>();
        answers.put("/livez", () -> lives() ? Endpoints.ok("ok\n") : Endpoints.Answer.plain(UNAVAILABLE, "hangs\n"));
        answers.put("/readyz", this::readiness);
        answers.put(
                "/metrics",
                () -> new Endpoints.Answer(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        Metrics.text(pictures(), version, Runtime.version().toString(), started, clock.instant())));
        return answers;
    }

    /** One line for each directory, also where all is well: a fault is told as long as it lasts. */
    private Endpoints.Answer readiness() {
        Instant now = clock.instant();
        StringBuilder text = new StringBuilder();
        boolean all = true;
        for (Health.Picture picture : pictures()) {
            boolean ready = picture.ready(now);
            all &= ready;
            text.append(ready ? "ok   " : "not  ")
                    .append(picture.identity())
                    .append(' ')
                    .append(picture.directory());
            Function<Instant, String> when = end -> (ready ? " until " : " ended at ") + end;
            text.append(picture.expires().map(when).orElse(" has none yet"));
            picture.trouble().ifPresent(why -> text.append("; ").append(why));
            text.append('\n');
        }
        return Endpoints.Answer.plain(all ? 200 : UNAVAILABLE, text.toString());
    }

    /** Ends tidily: a turn that is being made comes to its end, and all credentials stay. */
    @Override
    public void close() {
        if (told) {
            manager.tell("STOPPING=1");
        }
        keepers.forEach(Keeper::stop);
        Instant end = Instant.now().plus(LAST_TURN);
        try {
            for (Keeper keeper : keepers) {
                keeper.join(Duration.between(Instant.now(), end));
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        endpoints.ifPresent(Endpoints::close);
        for (AutoCloseable place : places) {
            try {
                place.close();
            } catch (Exception ended) {
                // The lock ends with the process.
            }
        }
    }
}
