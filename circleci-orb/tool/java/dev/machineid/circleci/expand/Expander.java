package dev.machineid.circleci.expand;

import dev.machineid.circleci.pack.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Unfolds the jobs of a configuration that uses one orb, as CircleCI's servers do before a job starts: parameters, nested
 * commands, conditions, and steps given as a parameter, which belong to the scope they were written in.
 */
public final class Expander {
    private final Map<String, Object> orb;
    private final Map<String, Object> config;
    private final String alias;

    /** The booleans of {@code environment:} become 1 and 0, or true and false: the documentation allows both. */
    private final boolean digits;

    /** A job with its steps. */
    public record Job(String name, String shell, Map<String, String> environment, List<RunStep> steps) {
        public Job {
            environment = Map.copyOf(environment);
            steps = List.copyOf(steps);
        }
    }

    /** Where names are looked up: the configuration's own, or the orb's. */
    private record Scope(boolean inOrb, Parameters parameters) {}

    /**
     * For one configuration.
     *
     * @param alias the name that the configuration has the orb by
     */
    public Expander(Map<String, Object> orb, Map<String, Object> config, String alias, boolean digits) {
        this.orb = orb;
        this.config = config;
        this.alias = alias;
        this.digits = digits;
    }

    /** Every job of every workflow, in order. */
    public List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        for (Object workflow : Yaml.map(config.get("workflows")).values()) {
            for (Object entry : Yaml.list(Yaml.map(workflow).get("jobs"))) {
                Map<String, Object> invocation = invocation(entry);
                String name = invocation.keySet().iterator().next();
                jobs.add(job(name, Yaml.map(invocation.get(name))));
            }
        }
        return jobs;
    }

    private static Map<String, Object> invocation(Object entry) {
        return entry instanceof String name ? Map.of(name, Map.of()) : Yaml.map(entry);
    }

    private Job job(String name, Map<String, Object> invocation) {
        Map<String, Object> given = new LinkedHashMap<>(invocation);
        List.of("context", "name", "requires", "filters", "type", "matrix", "pre-steps", "post-steps")
                .forEach(given::remove);
        boolean inOrb = name.startsWith(alias + "/");
        Map<String, Object> definition = find(new Scope(false, Parameters.none()), "jobs", name)
                .orElseThrow(() -> new ConfigException("there is no job " + name));
        Parameters parameters = Parameters.bind("job " + name, section(definition, "parameters"), given);
        Scope scope = new Scope(inOrb, parameters);
        Map<String, Object> body = new LinkedHashMap<>(definition);
        body.remove("parameters");
        body.remove("steps");
        Map<String, Object> settings = settings(scope, Yaml.map(parameters.apply(body)));
        Scope outside = new Scope(false, Parameters.none());
        List<RunStep> steps = new ArrayList<>(steps(outside, invocation.getOrDefault("pre-steps", List.of())));
        steps.addAll(steps(scope, definition.getOrDefault("steps", List.of())));
        steps.addAll(steps(outside, invocation.getOrDefault("post-steps", List.of())));
        return new Job(
                String.valueOf(invocation.getOrDefault("name", name)),
                String.valueOf(settings.getOrDefault("shell", "")),
                environment(section(settings, "environment")),
                steps);
    }

    /** The job's own settings over its executor's. */
    private Map<String, Object> settings(Scope scope, Map<String, Object> job) {
        Object named = job.get("executor");
        if (named == null) {
            if (!job.containsKey("docker") && !job.containsKey("machine") && !job.containsKey("macos")) {
                throw new ConfigException("the job has no executor");
            }
            return job;
        }
        Map<String, Object> given =
                new LinkedHashMap<>(named instanceof String text ? Map.of("name", text) : Yaml.map(named));
        String name = String.valueOf(given.remove("name"));
        Map<String, Object> executor =
                find(scope, "executors", name).orElseThrow(() -> new ConfigException("there is no executor " + name));
        Parameters parameters = Parameters.bind("executor " + name, section(executor, "parameters"), given);
        Map<String, Object> settings = new LinkedHashMap<>(executor);
        settings.remove("parameters");
        settings = new LinkedHashMap<>(Yaml.map(parameters.apply(settings)));
        Map<String, Object> environment = new LinkedHashMap<>(section(settings, "environment"));
        environment.putAll(section(job, "environment"));
        settings.putAll(job);
        settings.put("environment", environment);
        return settings;
    }

    private List<RunStep> steps(Scope scope, Object list) {
        if (list instanceof Parameters.Steps unfolded) {
            return unfolded.steps();
        }
        List<RunStep> steps = new ArrayList<>();
        for (Object step : Yaml.list(list)) {
            steps.addAll(step(scope, step));
        }
        return steps;
    }

    private List<RunStep> step(Scope scope, Object step) {
        Map<String, Object> one = step instanceof String name ? Map.of(name, "") : Yaml.map(step);
        if (one.size() != 1) {
            throw new ConfigException("a step is one key, got " + one.keySet());
        }
        String kind = one.keySet().iterator().next();
        Object body = one.values().iterator().next();
        return switch (kind) {
            case "checkout", "setup_remote_docker" -> List.of();
            case "run" -> List.of(run(scope.parameters().apply(body)));
            case "when" -> conditional(scope, Yaml.map(body), true);
            case "unless" -> conditional(scope, Yaml.map(body), false);
            case "steps" -> steps(scope, scope.parameters().apply(body));
            default -> command(scope, kind, body.equals("") ? Map.of() : Yaml.map(body));
        };
    }

    private List<RunStep> conditional(Scope scope, Map<String, Object> body, boolean wanted) {
        Object condition = body.get("condition");
        if (condition == null) {
            throw new ConfigException("when and unless need a condition");
        }
        boolean holds = Conditions.holds(scope.parameters().apply(condition));
        return holds == wanted ? steps(scope, body.getOrDefault("steps", List.of())) : List.of();
    }

    private List<RunStep> command(Scope scope, String name, Map<String, Object> arguments) {
        Map<String, Object> definition =
                find(scope, "commands", name).orElseThrow(() -> new ConfigException("there is no command " + name));
        Map<String, Object> declared = section(definition, "parameters");
        Map<String, Object> given = new LinkedHashMap<>();
        arguments.forEach((key, value) -> given.put(key, argument(scope, declared.get(key), value)));
        Parameters parameters = Parameters.bind("command " + name, declared, given);
        boolean inOrb = scope.inOrb() || name.startsWith(alias + "/");
        return steps(new Scope(inOrb, parameters), definition.getOrDefault("steps", List.of()));
    }

    /** Steps are unfolded where they are written; their own references to parameters mean the writer's. */
    private Object argument(Scope scope, @Nullable Object declaration, Object value) {
        boolean areSteps =
                declaration != null && "steps".equals(Yaml.map(declaration).get("type"));
        if (!areSteps) {
            return scope.parameters().apply(value);
        }
        Object list = value instanceof List ? value : scope.parameters().apply(value);
        return new Parameters.Steps(steps(scope, list));
    }

    private RunStep run(Object body) {
        Map<String, Object> run = body instanceof String command ? Map.of("command", command) : Yaml.map(body);
        if (!(run.get("command") instanceof String command)) {
            throw new ConfigException("run: has no command");
        }
        return new RunStep(
                String.valueOf(run.getOrDefault("name", command)),
                command,
                String.valueOf(run.getOrDefault("shell", "")),
                environment(section(run, "environment")),
                RunStep.When.parse(String.valueOf(run.getOrDefault("when", ""))),
                run.getOrDefault("background", false).equals(true));
    }

    private Map<String, String> environment(Map<String, Object> map) {
        Map<String, String> environment = new LinkedHashMap<>();
        map.forEach((name, value) -> environment.put(
                name, value instanceof Boolean flag && digits ? (flag ? "1" : "0") : String.valueOf(value)));
        return environment;
    }

    /** Inside of the orb its own names come first and alone; outside they are written with the alias. */
    private Optional<Map<String, Object>> find(Scope scope, String kind, String name) {
        String prefix = alias + "/";
        Map<String, Object> place = scope.inOrb() || name.startsWith(prefix) ? orb : config;
        String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        return Optional.ofNullable(section(place, kind).get(bare)).map(Yaml::map);
    }

    private static Map<String, Object> section(Map<String, Object> place, String name) {
        return Yaml.map(place.getOrDefault(name, Map.of()));
    }
}
