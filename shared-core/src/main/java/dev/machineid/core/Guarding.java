package dev.machineid.core;

import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.issue.Issued;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.request.MachineIdRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Stops a login whose identity is not the one the job expects, before anything is delivered. */
final class Guarding {
    private Guarding() {}

    static void cluster(MachineIdRequest request, ClusterInfo cluster) {
        cluster(request, cluster.clusterName());
    }

    private static void cluster(MachineIdRequest request, String found) {
        request.clusterName().ifPresent(name -> require("cluster-name", name, found, "the cluster is called"));
        request.guards().cluster().ifPresent(name -> require("expect-cluster", name, found, "the cluster is called"));
    }

    /** All of them, for credentials that are there already. */
    static void adopted(MachineIdRequest request, Credentials credentials, TeleportIdentity who) {
        cluster(request, credentials.cluster());
        bot(request, who);
        roles(request, who.roles());
    }

    /** All of them, for what a daemon says of its credentials. */
    static void copied(MachineIdRequest request, GenerationNote note) {
        cluster(request, note.cluster());
        request.guards().bot().ifPresent(name -> require("expect-bot", name, note.bot(), "the bot is called"));
        roles(request, note.roles());
    }

    static void bot(MachineIdRequest request, TeleportIdentity bot) {
        request.guards().bot().ifPresent(name -> require("expect-bot", name, botName(bot), "the bot is called"));
    }

    static void roles(MachineIdRequest request, Issued issued) {
        roles(request, issued.roles());
    }

    private static void roles(MachineIdRequest request, List<String> roles) {
        Set<String> expected = request.guards().roles();
        if (!expected.isEmpty() && !expected.equals(new LinkedHashSet<>(roles))) {
            throw unexpected("expect-roles", String.join(", ", expected), String.join(", ", roles), "the roles are");
        }
    }

    /** The bot's own name: newer certificates carry it, older ones carry its user {@code bot-NAME}. */
    static String botName(TeleportIdentity bot) {
        return bot.botName().isEmpty() ? bot.userName().replaceFirst("^bot-", "") : bot.botName();
    }

    private static void require(String option, String expected, String found, String words) {
        if (!expected.equals(found)) {
            throw unexpected(option, expected, found, words);
        }
    }

    private static DeniedException unexpected(String option, String expected, String found, String words) {
        return new DeniedException(
                ErrorCode.UNEXPECTED_IDENTITY,
                words + " " + found + ", not " + expected + " as the option " + option + " says",
                List.of("nothing was delivered"),
                "check the options proxy and token, or correct " + option,
                null);
    }
}
