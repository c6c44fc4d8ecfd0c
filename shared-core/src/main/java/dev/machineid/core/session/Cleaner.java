package dev.machineid.core.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Removes a directory of ours with everything in it. */
public final class Cleaner {
    private Cleaner() {}

    /**
     * Removes the directory; a second call finds nothing and does nothing.
     *
     * @return how many files were removed, the marker included; 0 where there is no such directory
     */
    public static int remove(Path directory) {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        if (Files.isSymbolicLink(directory)) {
            throw Unsafe.link(directory);
        }
        if (Registry.read(directory).isEmpty()) {
            throw Unsafe.directory(directory, "no marker " + Registry.FILE, "a directory made by machine-id");
        }
        try {
            Protection protection = Protection.of(directory);
            // Whoever could exchange entries while we walk could make us remove something of somebody else's.
            if (protection.writableByOthers(directory) || !protection.ownedByUs(directory)) {
                throw Unsafe.directory(directory, "others can write to it", "a directory of our own user alone");
            }
            return Removal.tree(directory, directory.resolve(Registry.FILE));
        } catch (IOException e) {
            throw Unsafe.write(directory, e);
        }
    }
}
