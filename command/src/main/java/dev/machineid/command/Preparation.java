package dev.machineid.command;

import dev.machineid.core.KeptCredentials;
import dev.machineid.core.MachineId;
import dev.machineid.core.Rehearsal;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.ConfigFile;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.ReadRequest;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What {@code login} and {@code exec} do before they log in: options become a request, the job a place to say things. */
record Preparation(MachineIdRequest request, CommandJob job, MachineId machineId) {
    /** Reads the options by their precedence: command line, variables, file, the verb's own defaults. */
    static Preparation of(
            Arguments arguments, RawOptions defaults, Surroundings surroundings, Console console, Redactor redactor) {
        RawOptions said = options(arguments, surroundings).over(defaults);
        RawOptions all = said.over(KeptCredentials.defaults(said, surroundings.workingDirectory()));
        ReadRequest read = new RequestReader(surroundings.workingDirectory()).read(all);
        MachineIdRequest request = read.request();
        for (String name : ProofVariables.named(request)) {
            Optional.ofNullable(surroundings.variables().get(name))
                    .map(dev.machineid.core.secret.Secret::of)
                    .ifPresent(redactor::hide);
        }
        CommandJob job = new CommandJob(surroundings, console, redactor, request.debug() || arguments.flag("debug"));
        job.debug("options: " + all);
        read.warnings().forEach(job::warning);
        noticeForm(request, surroundings.launcher(), job);
        return new Preparation(request, job, MachineId.of(job, surroundings.clock(), surroundings.sleeper()));
    }

    /** The options by their precedence, without a verb's own defaults. */
    static RawOptions options(Arguments arguments, Surroundings surroundings) {
        RawOptions given = given(arguments).over(RawOptions.fromEnvironment(surroundings.variables()));
        return file(given, arguments.one("identity"), surroundings.workingDirectory())
                .map(given::over)
                .orElse(given);
    }

    private static RawOptions given(Arguments arguments) {
        RawOptions.Builder builder = RawOptions.builder();
        arguments.values().forEach((name, texts) -> {
            if (dev.machineid.core.request.OptionCatalogue.find(name).isPresent()) {
                texts.forEach(text -> builder.put(name, text, Source.of(Source.Kind.COMMAND_LINE, "--" + name)));
            }
        });
        return builder.build();
    }

    private static Optional<RawOptions> file(RawOptions given, Optional<String> identity, Path base) {
        if (!given.has("config")) {
            if (identity.isPresent()) {
                throw new InvalidRequestException(
                        ErrorCode.MISSING_OPTION,
                        "--identity names an identity of a file, and no file is given",
                        "add --config FILE, or leave --identity out");
            }
            return Optional.empty();
        }
        Path path = path(base, given.values("config").get(0).text().strip());
        Map<String, RawOptions> identities = ConfigFile.read(path).identities();
        if (identity.isEmpty() && identities.size() == 1) {
            return identities.values().stream().findFirst();
        }
        String known = SafeText.line(String.join(", ", identities.keySet()), 300);
        if (identity.isEmpty()) {
            throw new InvalidRequestException(
                    ErrorCode.MISSING_OPTION,
                    SafeText.quote(path.toString()) + " has several identities",
                    "choose one with --identity: " + known);
        }
        return Optional.of(Optional.ofNullable(identities.get(identity.get()))
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.INVALID_VALUE,
                        "there is no identity " + SafeText.quote(identity.get()) + " in "
                                + SafeText.quote(path.toString()),
                        known.isEmpty()
                                ? "leave --identity out: the file has one without a name"
                                : "there are: " + known)));
    }

    /** A path from the command line or a variable, as seen from the working directory. */
    static Path path(Path base, String text) {
        try {
            return base.resolve(text);
        } catch (InvalidPathException bad) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE, SafeText.quote(text) + " is not a path", "write the path of a file");
        }
    }

    private static void noticeForm(MachineIdRequest request, Launcher launcher, CommandJob job) {
        boolean wanted = request.outputs().stream()
                .anyMatch(output -> output.kind() == OutputKind.SSH
                        && !"openssl".equals(output.settings().get("proxy-command")));
        if (wanted && launcher.argv().isEmpty()) {
            job.notice(launcher.why() + "; ssh will connect with openssl instead of this program");
        }
    }

    /** Finds out what would stop the login, without a join. */
    Rehearsal rehearse() {
        return machineId.rehearse(request);
    }

    /** What a rehearsal came to, for people. */
    String text(Rehearsal rehearsal) {
        return "dry run: would join " + rehearsal.cluster() + " (Teleport " + rehearsal.serverVersion() + ") at "
                + request.endpoint().address() + " by " + rehearsal.method()
                + (rehearsal.alsoFound().isEmpty()
                        ? ""
                        : "; also possible here: " + String.join(", ", rehearsal.alsoFound()))
                + "\noutputs "
                + String.join(
                        ", ", request.outputs().stream().map(Object::toString).toList())
                + " for " + LoginReport.words(request.ttl().effective())
                + "\nthe proof is there and the cluster answers; nothing was joined, issued or written";
    }
}
