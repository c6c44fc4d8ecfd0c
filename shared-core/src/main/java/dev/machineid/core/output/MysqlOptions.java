package dev.machineid.core.output;

import dev.machineid.core.secret.Secret;

/**
 * The option file that {@code mysql}, {@code mysqldump} and their like read in {@code MYSQL_HOME}: what they take from no
 * variable. The tunnel's port is none of it; that they take from {@code MYSQL_TCP_PORT}, and it may not be known yet.
 */
final class MysqlOptions {
    static final String FILE = "my.cnf";

    private MysqlOptions() {}

    /**
     * For a tunnel on this machine's loopback.
     *
     * @param user empty for none
     * @param name the database; empty for none
     */
    static Secret of(String user, String name) {
        StringBuilder text = new StringBuilder("[client]\nhost=" + FarEnd.LOOPBACK + "\n");
        if (!user.isEmpty()) {
            text.append("user=").append(quoted(user)).append('\n');
        }
        text.append("[client-mariadb]\nskip-ssl\n"); // the tunnel encrypts, and newer clients insist
        if (!name.isEmpty()) {
            text.append("[mysql]\ndatabase=").append(quoted(name)).append('\n');
        }
        return Secret.of(text.toString());
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
