package dev.machineid.command;

import dev.machineid.core.JobProof;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.PartialRequest;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.TimeToLive;
import dev.machineid.core.rules.Fact;
import dev.machineid.core.rules.Grants;
import dev.machineid.core.rules.JobFacts;
import dev.machineid.core.rules.KeySet;
import dev.machineid.core.rules.RulePlatform;
import dev.machineid.core.rules.RulesPlan;
import dev.machineid.core.rules.TbotFile;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code rules}: prints what an administrator creates, so that set-up is copy and paste. */
final class RulesVerb {
    private static final Map<OutputKind, String> LABELS = Map.of(
            OutputKind.SSH, "node-label",
            OutputKind.KUBERNETES, "kubernetes-label",
            OutputKind.DATABASE, "database-label",
            OutputKind.APPLICATION, "application-label",
            OutputKind.WORKLOAD_IDENTITY, "workload-label");

    private final Surroundings surroundings;
    private final Console console;
    private final Redactor redactor;

    RulesVerb(Surroundings surroundings, Console console, Redactor redactor) {
        this.surroundings = surroundings;
        this.console = console;
        this.redactor = redactor;
    }

    int run(Arguments arguments) {
        arguments.requireNothingElse(Verb.RULES);
        boolean terraform = terraform(arguments.one("format"));
        Optional<String> tbot = arguments.one("from-tbot");
        if (tbot.isPresent()) {
            return translate(tbot.get(), arguments);
        }
        PartialRequest request = new RequestReader(surroundings.workingDirectory(), EnumSet.allOf(OutputKind.class))
                .readPartial(Preparation.options(arguments, surroundings));
        CommandJob job = new CommandJob(surroundings, console, redactor, arguments.flag("debug"));
        request.warnings().forEach(job::warning);
        JobFacts facts = facts(arguments, request, job);
        String name = arguments.one("name").orElseGet(() -> RulesPlan.defaultName(facts));
        String keys = arguments
                .one("jwks-file")
                .map(file -> KeySet.read(Preparation.path(surroundings.workingDirectory(), file)))
                .orElse("");
        RulesPlan plan = new RulesPlan(
                facts,
                grants(arguments, request),
                name,
                request.token().orElse(name),
                request.clusterName().or(facts::cluster),
                request.proxy().map(Object::toString),
                keys);
        console.print(terraform ? plan.terraform() : plan.yaml());
        return ExitCodes.OK;
    }

    private int translate(String file, Arguments arguments) {
        Optional<String> other = arguments.values().keySet().stream()
                .filter(word -> !word.equals("from-tbot") && !word.equals("debug"))
                .findFirst();
        if (other.isPresent()) {
            throw new InvalidRequestException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "--from-tbot reads everything from its file, so --" + other.get() + " has nothing to say",
                    "keep one of them");
        }
        console.print(TbotFile.read(Preparation.path(surroundings.workingDirectory(), file))
                .text());
        return ExitCodes.OK;
    }

    private JobFacts facts(Arguments arguments, PartialRequest request, CommandJob job) {
        Map<Fact, String> named = new EnumMap<>(Fact.class);
        for (Fact fact : Fact.values()) {
            arguments.one(fact.word()).ifPresent(value -> named.put(fact, value));
        }
        Optional<RulePlatform> platform = arguments.one("platform").map(RulePlatform::parse);
        if (platform.isPresent()) {
            return JobFacts.named(platform.get(), named, request.proof().audience());
        }
        if (!named.isEmpty()) {
            String word = named.keySet().iterator().next().word();
            throw new InvalidRequestException(
                    ErrorCode.MISSING_OPTION,
                    "--" + word + " describes a job, and nothing says on which platform it runs",
                    "add --platform, or leave --" + word + " out to describe this job by its own id token");
        }
        Proof proof = JobProof.obtain(job, request, surroundings.clock(), surroundings.sleeper());
        if (proof instanceof Proof.IdTokenProof token) {
            redactor.hide(token.token().jwt());
        } else if (proof instanceof Proof.AzureProof azure) {
            redactor.hide(azure.token().jwt());
        }
        return JobFacts.of(proof);
    }

    private static Grants grants(Arguments arguments, PartialRequest request) {
        Map<OutputKind, List<String>> labels = new EnumMap<>(OutputKind.class);
        LABELS.forEach((kind, word) -> {
            List<String> given = all(arguments, word);
            if (!given.isEmpty()) {
                labels.put(kind, given);
            }
        });
        return new Grants(
                request.outputs(),
                all(arguments, "role"),
                all(arguments, "login"),
                all(arguments, "kubernetes-group"),
                all(arguments, "kubernetes-namespace"),
                labels,
                request.ttl().map(TimeToLive::effective));
    }

    private static List<String> all(Arguments arguments, String word) {
        return arguments.values().getOrDefault(word, List.of()).stream()
                .distinct()
                .toList();
    }

    private static boolean terraform(Optional<String> format) {
        return switch (format.orElse("yaml")) {
            case "yaml" -> false;
            case "terraform" -> true;
            default ->
                throw new InvalidRequestException(
                        ErrorCode.INVALID_VALUE,
                        "--format " + SafeText.quote(format.orElse("")) + " is not a form of rules",
                        "write yaml or terraform");
        };
    }
}
