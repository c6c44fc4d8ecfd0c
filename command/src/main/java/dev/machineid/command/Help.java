package dev.machineid.command;

import dev.machineid.core.request.OutputHelp;
import dev.machineid.core.request.OutputKind;
import java.util.ArrayList;
import java.util.List;

/** The help texts, written from the verbs and their words. */
final class Help {
    private static final int WIDTH = 100;
    private static final int COLUMN = 28;

    private Help() {}

    /** The program's own. */
    static String program() {
        StringBuilder text = new StringBuilder("usage: machine-id VERB [OPTION...]\n\n");
        text.append("Gives a CI job its own short-lived identity in a Teleport cluster.\n\nverbs:\n");
        for (Verb verb : Verb.values()) {
            entry(text, verb.word(), verb.summary());
        }
        entry(text, "help [VERB]", "this text, or the verb's");
        return text.append('\n').append(ExitCodes.TABLE).toString();
    }

    /** One verb's. */
    static String verb(Verb verb) {
        StringBuilder text = new StringBuilder("usage: machine-id " + verb.word() + " " + verb.usage() + "\n\n");
        text.append(wrap(capital(verb.summary()) + ".", 0)).append("\n\noptions:\n");
        for (Word word : verb.words()) {
            entry(text, form(word), word.help() + facts(word));
        }
        if (verb == Verb.LOGIN || verb == Verb.EXEC) {
            outputs(text);
        }
        notes(verb).forEach(note -> text.append('\n').append(wrap(note, 0)).append('\n'));
        return text.toString();
    }

    private static void outputs(StringBuilder text) {
        text.append("\noutputs:\n");
        for (OutputKind kind : OutputKind.supported()) {
            entry(
                    text,
                    kind.word(),
                    kind.form() + ". Read by " + OutputHelp.readers(kind) + ". Broken by " + OutputHelp.breakers(kind)
                            + ".");
        }
    }

    private static List<String> notes(Verb verb) {
        List<String> notes = new ArrayList<>();
        if (verb == Verb.LOGIN || verb == Verb.EXEC) {
            notes.add("An option comes from the command line, else from the variable MACHINE_ID_OPT_NAME, else from the"
                    + " file of --config. A flag is --NAME or --NAME=false.");
        }
        switch (verb) {
            case LOGIN ->
                notes.add("Standard output holds the variables and nothing else; everything said goes to"
                        + " standard error. The files stay until machine-id logout: eval \"$(machine-id login ...)\"");
            case EXEC -> {
                notes.add("The command gets this process's variables and those that lead to the credentials, without"
                        + " the variable that held the proof: the one of --secret-env or --oidc-env, and the"
                        + " platform's own (" + String.join(", ", ProofVariables.all()) + ") where it was used.");
                notes.add("SIGTERM, SIGINT and SIGHUP end the command by SIGTERM, after 10 seconds by SIGKILL; then the"
                        + " files are removed. If this program itself is killed, its next run removes them.");
            }
            case RENEW -> {
                notes.add("Needs the same options as that login. Takes the credentials up where the variable"
                        + " MACHINE_ID_DIR or --directory says, and replaces them at half of their life, by a new join"
                        + " with a new proof. A login with --renew prints variables that lead to the newest ones.");
                notes.add("Ends well when the credentials are removed; machine-id logout ends it first. It keeps to the"
                        + " foreground: machine-id renew &");
            }
            case DAEMON -> {
                notes.add("The file holds the words of login, and readers, reload-command, reload-timeout,"
                        + " reload-pid-file, reload-signal, destinations and listen; docs/daemon.md shows one. Secrets"
                        + " come by secret-env, secret-file or the platform, as ever.");
                notes.add(
                        "SIGHUP makes all credentials anew now. SIGTERM and SIGINT end it with 0; the credentials stay"
                                + " until they end. A job copies them: machine-id login --from-daemon DIR");
            }
            case WAIT ->
                notes.add("Ends with 0 as soon as they are there, with 3 when the time is over. Without --directory the"
                        + " variable MACHINE_ID_DIR says where.");
            case STATUS, LOGOUT ->
                notes.add("Without --directory the variable MACHINE_ID_DIR says where (with --prefix"
                        + " NAME: NAMEMACHINE_ID_DIR), else MACHINE_ID_OPT_DIRECTORY.");
            case RULES -> {
                notes.add(
                        "Without --platform the job's own id token says who it is; nothing is joined, and no cluster is"
                                + " asked. With --platform nothing is read from the job:"
                                + " machine-id rules --platform github --repository acme/app --ref refs/heads/main");
                notes.add(
                        "Options that login has too may come from MACHINE_ID_OPT_NAME and --config, as there. The words"
                                + " from --role to --workload-label may be given several times.");
            }
            case KUBERNETES_CREDENTIALS ->
                notes.add(
                        "Standard output holds an ExecCredential of client.authentication.k8s.io/v1, with the private key,"
                                + " and nothing else. Nothing is asked of the network: the files are read, and whoever renews them"
                                + " (machine-id exec, machine-id renew) keeps kubectl going.");
            case ADOPT ->
                notes.add(
                        "Standard output holds the variables, as with login. The daemon's directory is read, and neither"
                                + " written to nor removed; machine-id logout removes the copy.");
            case SERVE ->
                notes.add(
                        "What login starts by itself where an output has a port or asks for the multiplexer. Standard output"
                                + " holds the variables once every port listens. Ends well when the credentials are removed.");
            case TUNNEL -> {
                notes.add("With a command behind -- the port is open as long as it runs, and it gets the variables that"
                        + " lead there (PGHOST, PGPORT, MYSQL_HOST, MACHINE_ID_APPLICATION_TUNNEL, ...):"
                        + " machine-id tunnel database pg -- psql");
                notes.add(
                        "Without one it keeps to the foreground until the credentials are removed, and standard output"
                                + " holds the variables. Each connection takes the newest certificate; every user of this machine"
                                + " may connect to the port while it is open.");
            }
            case KEYPAIR -> {
                notes.add(
                        "The directory is made, private to this user, and holds the private half, which never leaves it;"
                                + " one that has a key pair already is left as it is. Put the printed lines into a join token:"
                                + " machine-id rules --platform bound_keypair --public-key LINE --name NAME writes all of it.");
                notes.add("Then: machine-id login --join-method bound_keypair --token NAME --state-directory DIR");
            }
            case SSH_PROXY, SSH_MULTIPLEXER, DOCTOR, VERSION -> {
                // Their usage says it all.
            }
        }
        return notes;
    }

    private static String form(Word word) {
        StringBuilder form = new StringBuilder("--" + word.name());
        word.aliases().forEach(alias -> form.append(", --").append(alias));
        return form + (word.isFlag() ? "" : " " + word.value());
    }

    private static String facts(Word word) {
        if (word.required()) {
            return " (required)";
        }
        return word.preset().isEmpty() ? "" : " (default: " + word.preset() + ")";
    }

    private static void entry(StringBuilder text, String left, String right) {
        StringBuilder line = new StringBuilder("  " + left);
        if (line.length() > COLUMN - 2) {
            line.append('\n').append(" ".repeat(COLUMN));
        } else {
            line.append(" ".repeat(COLUMN - line.length()));
        }
        text.append(line).append(wrap(right, COLUMN)).append('\n');
    }

    private static String wrap(String text, int indent) {
        StringBuilder wrapped = new StringBuilder();
        int column = indent;
        for (String word : text.split(" ", -1)) {
            if (column > indent && column + 1 + word.length() > WIDTH) {
                wrapped.append('\n').append(" ".repeat(indent)).append(word);
                column = indent + word.length();
            } else {
                wrapped.append(column > indent ? " " : "").append(word);
                column += word.length() + (column > indent ? 1 : 0);
            }
        }
        return wrapped.toString();
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }
}
