package dev.machineid.command;

import dev.machineid.core.rules.Fact;
import dev.machineid.core.rules.RulePlatform;
import java.util.ArrayList;
import java.util.List;

/** The words of {@code rules}: who the job is, what it may reach, and what the resources are called. */
final class RulesWords {
    private RulesWords() {}

    static List<Word> all() {
        List<Word> words = new ArrayList<>();
        words.add(Word.own("platform", "PLATFORM", "write for a job of that platform: " + RulePlatform.words()));
        for (Fact fact : Fact.values()) {
            words.add(Word.own(fact.word(), fact.value(), fact.help()));
        }
        words.add(Word.own("jwks-file", "FILE", "kubernetes: the cluster's public keys, for an auth server elsewhere"));
        words.add(Word.own("role", "NAME", "a role of the cluster that the bot gets"));
        words.add(Word.own("login", "USER", "ssh: a user the job may log in as"));
        words.add(Word.own("node-label", "KEY=VALUE", "ssh: label of the nodes it may reach"));
        words.add(Word.own("kubernetes-group", "GROUP", "kubernetes: a group it acts in"));
        words.add(Word.own("kubernetes-label", "KEY=VALUE", "kubernetes: label of the clusters it may reach"));
        words.add(Word.own("kubernetes-namespace", "NAME", "kubernetes: only that namespace"));
        words.add(Word.own("database-label", "KEY=VALUE", "database: label of the databases it may reach"));
        words.add(Word.own("application-label", "KEY=VALUE", "application: label of the applications it may reach"));
        words.add(Word.own("workload-label", "KEY=VALUE", "workload-identity: label of those it may have"));
        words.add(Word.own("name", "NAME", "of bot and role; made from the job unless said"));
        words.add(Word.own("format", "FORM", "yaml, for tctl create; or terraform")
                .preset("yaml"));
        words.add(Word.own("from-tbot", "FILE", "instead: say what a tbot.yaml becomes here"));
        words.addAll(CatalogueWords.some(
                "proxy",
                "cluster-name",
                "token",
                "outputs",
                "ssh",
                "kubernetes",
                "application",
                "terraform",
                "ttl",
                "join-method",
                "audience",
                "oidc-env",
                "oidc-file",
                "oidc-command",
                "azure-client-id",
                "secret-env",
                "secret-file",
                "timeout",
                "config",
                "debug"));
        words.replaceAll(RulesWords::here);
        words.add(CatalogueWords.identity());
        return words;
    }

    /** Nothing of it is required here, and the life has no default. */
    private static Word here(Word word) {
        String preset = word.name().equals("ttl") ? "" : word.preset();
        return new Word(word.name(), word.aliases(), word.value(), preset, false, word.help(), word.catalogued());
    }
}
