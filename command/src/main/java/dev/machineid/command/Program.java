package dev.machineid.command;

import java.util.List;
import java.util.Optional;

/** The program without its process: from a command line to an exit code. */
final class Program {
    private final Console console;
    private final Surroundings surroundings;

    Program(Console console, Surroundings surroundings) {
        this.console = console;
        this.surroundings = surroundings;
    }

    /** Runs one command line; every failure is told on standard error. */
    int run(List<String> line) {
        Redactor redactor = new Redactor();
        try {
            return dispatch(line, redactor);
        } catch (RuntimeException | StackOverflowError | LinkageError failure) {
            // A variable's value is not searched for unless something is said that may hold it.
            redactor.hideFrom(surroundings.variables());
            boolean brief = !line.isEmpty() && line.get(0).equals(Verb.SSH_PROXY.word());
            console.say(Failure.text(failure, brief, debug(line), redactor));
            return ExitCodes.of(failure);
        }
    }

    private int dispatch(List<String> line, Redactor redactor) {
        if (line.isEmpty()) {
            console.say(Help.program());
            return ExitCodes.WRONG_USE;
        }
        String first = line.get(0);
        if (first.equals("--help") || first.equals("-h")) {
            return help(List.of());
        }
        List<String> rest = line.subList(1, line.size());
        if (first.equals("help")) {
            return help(rest);
        }
        Verb verb =
                first.equals("--version") ? Verb.VERSION : Verb.find(first).orElseThrow(() -> UnknownWord.verb(first));
        Arguments arguments = Arguments.parse(verb, rest);
        if (arguments.flag("help")) {
            return help(List.of(verb.word()));
        }
        return switch (verb) {
            case SSH_PROXY -> new SshProxyVerb(surroundings, console).run(arguments);
            case TUNNEL -> new TunnelVerb(surroundings, console, withVariables(redactor)).run(arguments);
            case LOGIN -> new LoginVerb(surroundings, console, withVariables(redactor)).run(arguments);
            case EXEC -> new ExecVerb(surroundings, console, withVariables(redactor)).run(arguments);
            case RENEW -> new RenewVerb(surroundings, console, withVariables(redactor)).run(arguments);
            case ADOPT -> new AdoptVerb(surroundings, console, withVariables(redactor)).run(arguments);
            case DAEMON -> new DaemonVerb(surroundings, console).run(arguments);
            case WAIT -> new WaitVerb(surroundings, console).run(arguments);
            case STATUS -> new StatusVerb(surroundings, console).run(arguments);
            case LOGOUT -> new LogoutVerb(surroundings, console).run(arguments);
            case SSH_MULTIPLEXER -> new SshMultiplexerVerb(surroundings, console).run(arguments);
            case SERVE -> new ServeVerb(surroundings, console, withVariables(redactor)).run(arguments);
            case KUBERNETES_CREDENTIALS -> new KubernetesCredentialsVerb(surroundings, console).run(arguments);
            case RULES -> new RulesVerb(surroundings, console, withVariables(redactor)).run(arguments);
            case DOCTOR -> new DoctorVerb(surroundings, console, withVariables(redactor)).run(arguments);
            case KEYPAIR -> new KeypairVerb(surroundings, console, withVariables(redactor)).run(arguments);
            case VERSION -> version(arguments);
        };
    }

    private Redactor withVariables(Redactor redactor) {
        redactor.hideFrom(surroundings.variables());
        return redactor;
    }

    private int version(Arguments arguments) {
        arguments.requireNothingElse(Verb.VERSION);
        console.print(arguments.flag("json") ? Version.json() : Version.text());
        return ExitCodes.OK;
    }

    private int help(List<String> words) {
        Optional<Verb> verb =
                words.stream().findFirst().map(word -> Verb.find(word).orElseThrow(() -> UnknownWord.verb(word)));
        console.print(verb.map(Help::verb).orElseGet(Help::program));
        return ExitCodes.OK;
    }

    /** Asked before the options are understood, because that may be what failed. */
    private boolean debug(List<String> line) {
        int end = line.indexOf("--");
        List<String> options = end < 0 ? line : line.subList(0, end);
        String variable = surroundings.variables().getOrDefault("MACHINE_ID_OPT_DEBUG", "");
        return options.contains("--debug")
                || options.contains("--debug=true")
                || variable.strip().equalsIgnoreCase("true");
    }
}
