package dev.machineid.action;

import dev.machineid.core.KeptCredentials;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.ConfigFile;
import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.RawValue;
import dev.machineid.core.request.ReadRequest;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The step's options by their precedence: inputs, variables, file, what fits a step. */
final class Options {
    private final RawOptions all;
    private final Path base;

    private Options(RawOptions all, Path base) {
        this.all = all;
        this.base = base;
    }

    static Options of(Inputs inputs, Step step) {
        boolean scoped = inputs.script().isPresent();
        RawOptions defaults = RawOptions.builder()
                .put("export-env", scoped ? "false" : "true", preset())
                .put("renew", scoped ? "true" : "false", preset())
                .build();
        RawOptions given = inputs.options()
                .over(RawOptions.fromEnvironment(step.variables().all()));
        Path base = step.workingDirectory();
        RawOptions file = given.has("config")
                ? ConfigFile.read(path(base, given.values("config").get(0).text()))
                        .single()
                : RawOptions.none();
        RawOptions all = given.over(file).over(defaults);
        return new Options(all.over(KeptCredentials.defaults(all, base)), base);
    }

    private static Source preset() {
        return Source.of(Source.Kind.ADAPTER_DEFAULT, "action");
    }

    private static Path path(Path base, String text) {
        try {
            return base.resolve(text.strip());
        } catch (InvalidPathException bad) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE, SafeText.quote(text) + " is not a path", "write the path of a file");
        }
    }

    ReadRequest read() {
        return new RequestReader(base).read(all);
    }

    /** The same with an output more; renewal by another process finds the job's key in the identity file. */
    Options withIdentity() {
        String outputs = all.values("outputs").stream().map(RawValue::text).collect(Collectors.joining("\n"));
        return with("outputs", outputs.isEmpty() ? "identity" : outputs + "\nidentity");
    }

    /** The same with another value for one option. */
    Options with(String name, String value) {
        return new Options(
                RawOptions.builder().put(name, value, preset()).build().over(all), base);
    }

    /** As variables for the program, which reads the same words. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (OptionSpec spec : OptionCatalogue.all()) {
            if (all.has(spec.name())) {
                variables.put(
                        spec.environmentName(),
                        all.values(spec.name()).stream().map(RawValue::text).collect(Collectors.joining("\n")));
            }
        }
        return variables;
    }
}
