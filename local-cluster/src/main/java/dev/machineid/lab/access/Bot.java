package dev.machineid.lab.access;

import java.util.List;

/** A bot: its name, the roles it may impersonate, and its {@code logins} trait. Its user and its own role are {@code bot-NAME}. */
public record Bot(String name, List<String> roles, List<String> logins) {
    public Bot {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a bot needs a name");
        }
        roles = List.copyOf(roles);
        logins = List.copyOf(logins);
    }

    /** The user name in this bot's certificates, which is also the name of its own role. */
    public String user() {
        return "bot-" + name.replace(' ', '-');
    }
}
