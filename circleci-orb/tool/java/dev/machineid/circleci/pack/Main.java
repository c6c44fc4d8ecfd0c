package dev.machineid.circleci.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Packs the orb into a file: {@code Main SOURCE BAKED-SCRIPT OUT}. */
public final class Main {
    private Main() {}

    /**
     * Writes the packed orb.
     *
     * @param arguments the orb's sources, the release's boot script, the file to write
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("usage: Main SOURCE BAKED-SCRIPT OUT");
        }
        Digests digests = new Digests(Files.readString(Path.of(arguments[1])));
        Files.writeString(Path.of(arguments[2]), new OrbPacker(Path.of(arguments[0]), digests::bake).text());
    }
}
