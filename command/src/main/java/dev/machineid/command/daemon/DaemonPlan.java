package dev.machineid.command.daemon;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.DaemonFile;
import dev.machineid.core.request.Durations;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.ReadRequest;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import dev.machineid.core.session.Readers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the configuration asks for, checked.
 *
 * @param listen where the endpoints are, as the file says it
 * @param warnings what the user should know
 */
public record DaemonPlan(Optional<String> listen, List<KeptIdentity> identities, List<String> warnings) {
    private static final Pattern SIGNAL = Pattern.compile("[A-Z][A-Z0-9]{1,9}");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration MOST_PATIENCE = Duration.ofHours(1);

    /** Where a state or a destination may lie is the configuration's word; a service runs in no checkout. */
    private static final RawOptions DEFAULTS = RawOptions.builder()
            .put("allow-workspace", "true", Source.of(Source.Kind.ADAPTER_DEFAULT, "daemon"))
            .build();

    public DaemonPlan {
        identities = List.copyOf(identities);
        warnings = List.copyOf(warnings);
    }

    /**
     * Checks a configuration.
     *
     * @param base where relative paths begin
     * @throws InvalidRequestException with the identity's name
     */
    public static DaemonPlan of(DaemonFile file, Path base) {
        Map<String, List<Destination>> destinations = new LinkedHashMap<>();
        Map<String, Path> states = new LinkedHashMap<>();
        List<String> warnings = new ArrayList<>();
        for (DaemonFile.Entry entry : file.entries()) {
            try {
                ReadRequest read = new RequestReader(base).read(entry.options().over(DEFAULTS));
                read.warnings().forEach(warning -> warnings.add(entry.identity() + ": " + warning));
                Destination destination = destination(entry, read.request(), base);
                destinations
                        .computeIfAbsent(entry.identity(), name -> new ArrayList<>())
                        .add(destination);
                read.request().proof().state().ifPresent(state -> states.put(entry.identity(), state.normalize()));
            } catch (InvalidRequestException wrong) {
                throw of(entry.identity(), wrong);
            }
        }
        List<KeptIdentity> identities = new ArrayList<>();
        destinations.forEach(
                (name, list) -> identities.add(new KeptIdentity(name, Optional.ofNullable(states.get(name)), list)));
        requireApart(identities);
        return new DaemonPlan(file.listen(), identities, warnings);
    }

    private static Destination destination(DaemonFile.Entry entry, MachineIdRequest request, Path base) {
        Path directory = request.delivery()
                .directory()
                .orElseThrow(() -> wrong(
                        ErrorCode.MISSING_OPTION,
                        "directory: it is missing",
                        "write the directory that is to be kept, such as /run/machine-id/deploy"));
        if (request.proof().method() == JoinMethod.TOKEN
                && request.proof().state().isEmpty()) {
            throw wrong(
                    ErrorCode.MISSING_OPTION,
                    "state-directory: the secret of join method token is good for one join",
                    "add state-directory, where the bot keeps its identity");
        }
        if (request.delivery().fromDaemon().isPresent()) {
            throw wrong(ErrorCode.CONFLICTING_OPTIONS, "from-daemon: this is the daemon", "leave it out; jobs use it");
        }
        if (request.outputs().stream().anyMatch(OutputSpec::isMultiplexed)) {
            throw wrong(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "ssh-multiplexer: a daemon serves no ssh",
                    "ask for it in the job, with machine-id login --from-daemon " + directory);
        }
        if (request.outputs().stream()
                .anyMatch(output -> output.kind() == OutputKind.KUBERNETES && output.hasTunnel())) {
            throw wrong(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "outputs: a daemon holds no tunnels, and a kubeconfig has the port of one",
                    "leave port= out; a job that needs the tunnel logs in itself");
        }
        return new Destination(directory.normalize(), request, new Readers(entry.list("readers")), reload(entry, base));
    }

    private static Optional<Reload> reload(DaemonFile.Entry entry, Path base) {
        List<String> command = entry.list("reload-command");
        Optional<Path> pidFile = entry.text("reload-pid-file").map(base::resolve);
        String signal = entry.text("reload-signal").orElse("HUP").replaceFirst("^SIG", "");
        Duration timeout = entry.text("reload-timeout").map(Durations::parse).orElse(PATIENCE);
        if (command.isEmpty() && pidFile.isEmpty()) {
            Set<String> given = entry.words().keySet();
            if (given.contains("reload-signal") || given.contains("reload-timeout")) {
                throw wrong(
                        ErrorCode.MISSING_OPTION,
                        "reload-signal and reload-timeout belong to a reload, and there is none",
                        "add reload-command or reload-pid-file");
            }
            return Optional.empty();
        }
        if (!SIGNAL.matcher(signal).matches()) {
            throw wrong(
                    ErrorCode.INVALID_VALUE,
                    "reload-signal: " + SafeText.quote(signal) + " is not the name of a signal",
                    "write HUP, USR1 or another name");
        }
        if (timeout.isZero() || timeout.compareTo(MOST_PATIENCE) > 0) {
            throw wrong(ErrorCode.INVALID_VALUE, "reload-timeout: it is out of range", "write from 1s to 1h");
        }
        return Optional.of(new Reload(command, pidFile, signal, timeout));
    }

    /** Two that write into one place would undo each other's work. */
    private static void requireApart(List<KeptIdentity> identities) {
        Map<Path, String> taken = new HashMap<>();
        for (KeptIdentity identity : identities) {
            List<Path> places = new ArrayList<>();
            identity.destinations().forEach(destination -> places.add(destination.directory()));
            identity.state().ifPresent(places::add);
            for (Path place : places) {
                String other = taken.put(place, identity.name());
                if (other != null) {
                    throw wrong(
                            ErrorCode.CONFLICTING_OPTIONS,
                            "the directory " + place + " is named twice"
                                    + (other.equals(identity.name())
                                            ? ""
                                            : ", by " + other + " and " + identity.name()),
                            "give each destination and each state a directory of its own; destinations of one identity"
                                    + " share its state-directory");
                }
            }
        }
    }

    private static InvalidRequestException of(String identity, InvalidRequestException wrong) {
        return new InvalidRequestException(
                wrong.code(), "identity " + identity + ": " + wrong.what(), wrong.details(), wrong.advice(), wrong);
    }

    private static InvalidRequestException wrong(ErrorCode code, String what, String advice) {
        return new InvalidRequestException(code, what, advice);
    }
}
