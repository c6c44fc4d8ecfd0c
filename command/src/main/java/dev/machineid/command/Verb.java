package dev.machineid.command;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the program can be told to do, in the order of the manual. */
enum Verb {
    LOGIN("log in and print the variables that lead to the credentials", "[OPTION...]"),
    EXEC("run one command with credentials that end with it", "[OPTION...] -- COMMAND [ARG...]"),
    RENEW("keep the credentials of an earlier login fresh until they are removed", "[OPTION...]"),
    ADOPT("take a checked copy of the credentials that a daemon on this machine keeps", "--from DIR [OPTION...]"),
    DAEMON("keep directories of this machine filled with fresh credentials, for jobs that copy them", "--config FILE"),
    WAIT("wait until a directory holds credentials, a daemon's or a login's", "--directory DIR [OPTION...]"),
    STATUS("say who the credentials here are and until when", "[OPTION...]"),
    LOGOUT("remove the credentials here", "[OPTION...]"),
    SSH_PROXY(
            "connect ssh to a node; what an ssh_config's ProxyCommand calls",
            "--identity FILE --proxy HOST:PORT --cluster NAME [--] NODE:PORT"),
    TUNNEL(
            "open a loopback port that leads to an application or a database of an earlier login",
            "application|database NAME [OPTION...] [-- COMMAND [ARG...]]"),
    SSH_MULTIPLEXER(
            "serve every ssh of a login over one connection until it is logged out",
            "--proxy HOST:PORT [--directory DIR]"),
    SERVE(
            "hold the tunnels and the ssh multiplexer of an earlier login open until it is logged out",
            "--proxy HOST:PORT --outputs LIST [--directory DIR]"),
    KUBERNETES_CREDENTIALS(
            "print the newest certificate for kubectl; what a kubeconfig with exec=true calls",
            "--directory DIR [--kubernetes-cluster NAME]"),
    RULES(
            "print the join token, bot and role that let this job in, or one named here",
            "[--platform PLATFORM ...] [OPTION...]"),
    DOCTOR("examine everything a login depends on, and say what to do", "[OPTION...]"),
    KEYPAIR(
            "make the key pair of the join method bound_keypair, and print its public half",
            "create --state-directory DIR [OPTION...]"),
    VERSION("print the versions of program and Java", "[OPTION...]");

    private final String summary;
    private final String usage;

    Verb(String summary, String usage) {
        this.summary = summary;
        this.usage = usage;
    }

    /** As it is written on the command line. */
    String word() {
        return switch (this) {
            case LOGIN -> "login";
            case EXEC -> "exec";
            case RENEW -> "renew";
            case ADOPT -> "adopt";
            case DAEMON -> "daemon";
            case WAIT -> "wait";
            case STATUS -> "status";
            case LOGOUT -> "logout";
            case SSH_PROXY -> "ssh-proxy";
            case TUNNEL -> "tunnel";
            case SSH_MULTIPLEXER -> "ssh-multiplexer";
            case SERVE -> "serve";
            case KUBERNETES_CREDENTIALS -> "kubernetes-credentials";
            case RULES -> "rules";
            case DOCTOR -> "doctor";
            case KEYPAIR -> "keypair";
            case VERSION -> "version";
        };
    }

    String summary() {
        return summary;
    }

    /** What follows the verb. */
    String usage() {
        return usage;
    }

    /** Its options, in the order of help; only the verbs with catalogue words load the catalogue. */
    List<Word> words() {
        List<Word> own = switch (this) {
            case LOGIN -> CatalogueWords.login();
            case EXEC -> CatalogueWords.exec();
            case RENEW -> CatalogueWords.renew();
            case ADOPT -> CatalogueWords.adopt();
            case DAEMON -> CatalogueWords.daemon();
            case WAIT -> CatalogueWords.await();
            case STATUS -> CatalogueWords.some("directory", "prefix", "json", "debug");
            case LOGOUT -> CatalogueWords.some("directory", "prefix", "debug");
            case SSH_MULTIPLEXER ->
                CatalogueWords.some("proxy", "ca-file", "tls-upgrade", "directory", "prefix", "debug");
            case SERVE -> CatalogueWords.serve();
            case KUBERNETES_CREDENTIALS ->
                List.of(
                        Word.own("directory", "DIR", "the private directory of the login"),
                        Word.own("kubernetes-cluster", "NAME", "the cluster, where each has a certificate of its own"),
                        Word.own("debug", "", "on a failure, show its causes; secrets are never shown"));
            case RULES -> RulesWords.all();
            case TUNNEL -> CatalogueWords.tunnel();
            case DOCTOR -> CatalogueWords.doctor();
            case KEYPAIR -> CatalogueWords.some("state-directory", "allow-workspace", "json", "debug");
            case VERSION -> CatalogueWords.some("json", "debug");
            case SSH_PROXY ->
                List.of(
                        Word.own("identity", "FILE", "the identity file, as login wrote it"),
                        Word.own("proxy", "HOST:PORT", "the Teleport proxy"),
                        Word.own("cluster", "NAME", "the node's cluster, root or leaf"),
                        Word.own("ca-file", "FILE", "the web certificate's authorities, for a connection upgrade"),
                        Word.own("tls-upgrade", "WHEN", "pass a load balancer that ends TLS: auto, always or never"),
                        Word.own("debug", "", "on a failure, show its causes; secrets are never shown"));
        };
        return Stream.concat(own.stream(), Stream.of(Word.own("help", "", "this text")))
                .toList();
    }

    /** The verb of that word. */
    static Optional<Verb> find(String word) {
        return Stream.of(values()).filter(verb -> verb.word().equals(word)).findFirst();
    }
}
