package dev.machineid.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions that matter when something does not fit together. */
final class Version {
    private static final String PROTOCOL = "teleport.join.v1, else the older join; teleport.transport.v1 for ssh";

    private Version() {}

    static String text() {
        return "machine-id " + product() + "\nJava " + java() + "\nprotocol " + PROTOCOL + "\n";
    }

    static String json() {
        return "{\"version\":\"" + product() + "\",\"java\":\"" + java() + "\",\"protocol\":\"" + PROTOCOL + "\"}\n";
    }

    static String product() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String java() {
        return Runtime.version().toString();
    }
}
