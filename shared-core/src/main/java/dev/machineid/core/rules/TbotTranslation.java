package dev.machineid.core.rules;

import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.CaPin;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.TimeToLive;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** The words at the top of a {@code tbot.yaml}, one by one: an option here, or a note why there is none. */
final class TbotTranslation {
    private static final Map<String, String> WITHOUT = Map.of(
            "storage", "storage, data_dir: nothing is kept between two runs, unless --state-directory names a place",
            "data_dir", "storage, data_dir: nothing is kept between two runs, unless --state-directory names a place",
            "fips", "fips: the cryptography is Java's and Bouncy Castle's, without a FIPS mode",
            "diag_addr", "diag_addr: no server of its own; exit codes, --json and machine-id status say how it went",
            "insecure", "insecure: certificates are always checked; trust a private authority with --ca-file",
            "renewal_interval", "renewal_interval: where something runs on, renewal comes at half of the granted life",
            "log_format", "log_format: --json prints the report as JSON");

    private final Map<String, List<String>> options = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Set<String> destinations = new LinkedHashSet<>();
    private final boolean oneshot;

    private TbotTranslation(boolean oneshot) {
        this.oneshot = oneshot;
    }

    static TbotTranslation of(Map<String, Node> top) {
        TbotTranslation translation = new TbotTranslation(YamlNodes.isTrue(top, "oneshot"));
        translation.address(top);
        new TbotOnboarding(translation).read(YamlNodes.map(top, "onboarding"));
        YamlNodes.text(top, "credential_ttl")
                .or(() -> YamlNodes.text(top, "certificate_ttl"))
                .ifPresent(translation::ttl);
        translation.services(top);
        top.forEach(translation::rest);
        return translation;
    }

    /** By option name, in the order to print. */
    Map<String, List<String>> options() {
        return Collections.unmodifiableMap(options);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Whether tbot was to end after one round. */
    boolean oneshot() {
        return oneshot;
    }

    void put(String option, String value) {
        options.computeIfAbsent(option, name -> new ArrayList<>()).add(value);
    }

    void note(String text) {
        notes.add(text);
    }

    void destination(String path) {
        destinations.add(AllowRule.shown(path));
    }

    private void address(Map<String, Node> top) {
        Optional<String> proxy = YamlNodes.text(top, "proxy_server");
        Optional<String> auth = YamlNodes.text(top, "auth_server");
        Optional<String> value = proxy.or(() -> auth);
        if (value.isEmpty()) {
            put("proxy", "teleport.example.com");
            note("no address: put your proxy in place of teleport.example.com");
            return;
        }
        try {
            ClusterAddress address = ClusterAddress.parse(value.get());
            put("proxy", address.toString());
            if (proxy.isEmpty()) {
                note(
                        address.port() == ClusterAddress.AUTH_PORT
                                ? "auth_server: logins go through the proxy; put its address in place of this auth server's"
                                : "auth_server: taken for the proxy's address, which it may be in tbot");
            }
        } catch (InvalidRequestException notAnAddress) {
            put("proxy", "teleport.example.com");
            note("the address cannot be read: put your proxy in place of teleport.example.com");
        }
    }

    private void ttl(String text) {
        try {
            TimeToLive ttl = TimeToLive.parse(text);
            put("ttl", text);
            ttl.warning().ifPresent(this::note);
        } catch (InvalidRequestException otherForm) {
            note("the life " + AllowRule.shown(text) + " is not written as 30m or 1h30m; the default is 1h");
        }
    }

    private void services(Map<String, Node> top) {
        Set<List<String>> roles = new LinkedHashSet<>();
        Set<String> outputs = new LinkedHashSet<>();
        List<Map<String, Node>> services = new ArrayList<>();
        for (String key : List.of("destinations", "outputs", "services")) {
            Optional.ofNullable(top.get(key)).map(YamlNodes::items).orElse(List.of()).stream()
                    .map(YamlNodes::entries)
                    .forEach(services::add);
        }
        for (Map<String, Node> service : services) {
            outputs.addAll(new TbotService(service, this).outputs());
            roles.add(Optional.ofNullable(service.get("roles"))
                    .map(YamlNodes::texts)
                    .orElse(List.of()));
        }
        if (!destinations.isEmpty()) {
            note("destination " + String.join(", ", destinations)
                    + ": all files go to one private directory, and the variables lead to them; --directory says another"
                    + " place");
        }
        outputs.forEach(output -> put("outputs", output));
        if (roles.size() == 1) {
            roles.iterator().next().forEach(role -> put("roles", role));
        } else if (roles.size() > 1) {
            note(
                    "roles: the outputs ask for different roles; newer clusters refuse that, and upstream's advice is a bot"
                            + " for each set of roles. Here all outputs get all roles of the bot");
        }
        if (options.containsKey("roles")) {
            note("roles: clusters from version 20 refuse to give a part of the bot's roles; a bot with just these roles"
                    + " works everywhere");
        }
    }

    private void rest(String key, Node value) {
        switch (key) {
            case "version",
                    "proxy_server",
                    "auth_server",
                    "onboarding",
                    "credential_ttl",
                    "certificate_ttl",
                    "outputs",
                    "services",
                    "destinations" -> {
                // read above
            }
            case "oneshot" -> {
                if (!oneshot) {
                    daemon();
                }
            }
            case "debug" -> {
                if (YamlNodes.text(value).filter("true"::equals).isPresent()) {
                    put("debug", "true");
                }
            }
            default -> note(WITHOUT.getOrDefault(key, AllowRule.shown(key) + ": not a word this translation knows"));
        }
    }

    private void daemon() {
        note("oneshot: false: there is no daemon; machine-id exec holds the credentials for one command");
    }

    static Optional<String> pin(String text) {
        try {
            return Optional.of(CaPin.parse(text).toString());
        } catch (InvalidRequestException noPin) {
            return Optional.empty();
        }
    }
}
