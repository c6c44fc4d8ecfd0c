package dev.machineid.command;

import dev.machineid.command.daemon.Daemon;
import dev.machineid.command.daemon.DaemonPlan;
import dev.machineid.command.daemon.Endpoints;
import dev.machineid.command.daemon.KeptIdentity;
import dev.machineid.core.MachineId;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.DaemonFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** {@code daemon}: keeps directories filled with fresh credentials until it is told to stop; what is there stays then. */
final class DaemonVerb {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final String OWN_NAME = "daemon";

    private final Surroundings surroundings;
    private final Console console;

    DaemonVerb(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    int run(Arguments arguments) {
        arguments.requireNothingElse(Verb.DAEMON);
        Path file = arguments
                .one("config")
                .map(text -> Preparation.path(surroundings.workingDirectory(), text))
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.MISSING_OPTION,
                        "nothing says what to keep",
                        "add --config FILE; docs/daemon.md has one to begin with"));
        DaemonPlan plan = DaemonPlan.of(DaemonFile.read(file), surroundings.workingDirectory());
        boolean debug = arguments.flag("debug");
        Map<String, DaemonJob> jobs = new HashMap<>();
        plan.identities()
                .forEach(identity ->
                        jobs.put(identity.name(), new DaemonJob(identity.name(), surroundings, console, debug)));
        DaemonJob own = new DaemonJob(OWN_NAME, surroundings, console, debug);
        if (arguments.flag("dry-run")) {
            return told(plan);
        }
        Daemon.Filling filling = (identity, destination, directory) -> {
            DaemonJob job = job(jobs, identity);
            job.turn();
            return MachineId.of(job, surroundings.clock(), surroundings.sleeper())
                    .fill(destination.request(), directory);
        };
        Daemon.Surroundings around = new Daemon.Surroundings(
                surroundings.variables(),
                surroundings.clock(),
                new SecureRandom(),
                (identity, sentence) -> jobs.getOrDefault(identity, own).say(sentence),
                Version.product());
        if (arguments.flag("once")) {
            plan.warnings().forEach(own::warning);
            Daemon.once(plan.identities(), filling, around);
            return ExitCodes.OK;
        }
        Optional<String> listen = Optional.of(
                        arguments.one("listen").or(plan::listen).orElse(Endpoints.DEFAULT))
                .filter(address -> !address.equals(Endpoints.NONE));
        return Ending.guard(surroundings.halt(), ending -> {
            ending.answers();
            try (Daemon daemon = Daemon.start(plan.identities(), listen, filling, around)) {
                plan.warnings().forEach(own::warning);
                if (daemon.mute()) {
                    own.warning("systemd wants to be told of readiness, and there is no program systemd-notify");
                }
                daemon.address().ifPresent(address -> own.say("listening on http://" + address));
                keep(daemon, ending, own);
                own.say("ending; the credentials stay until they end");
            }
            return ExitCodes.OK;
        });
    }

    private static DaemonJob job(Map<String, DaemonJob> jobs, KeptIdentity identity) {
        DaemonJob job = jobs.get(identity.name());
        if (job == null) {
            throw new IllegalStateException("no such identity");
        }
        return job;
    }

    private int told(DaemonPlan plan) {
        for (KeptIdentity identity : plan.identities()) {
            identity.destinations()
                    .forEach(destination -> console.print(identity.name() + ": "
                            + String.join(
                                    " ",
                                    destination.request().outputs().stream()
                                            .map(Object::toString)
                                            .toList())
                            + " in " + destination.directory() + "\n"));
        }
        return ExitCodes.OK;
    }

    private void keep(Daemon daemon, Ending ending, DaemonJob own) throws InterruptedException {
        boolean heard = daemon.onHangUp(() -> own.say("SIGHUP: all credentials are made anew now"));
        own.debug("SIGHUP is " + (heard ? "" : "not ") + "heard");
        Instant dog = surroundings.clock().instant();
        while (!ending.stopping()) {
            daemon.obey();
            Instant now = surroundings.clock().instant();
            if (!now.isBefore(dog)) {
                dog = daemon.watchdog().map(now::plus).orElse(Instant.MAX);
            }
            surroundings.sleeper().sleep(LOOK);
        }
    }
}
