package io.jenkins.plugins.machineid.agent;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import jenkins.MasterToSlaveFileCallable;

/** Notes that a block of a build is about to use the folder, and tells what is there. */
public final class ClaimPlace extends MasterToSlaveFileCallable<ClaimPlace.Claim> {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final String build;
    private final String certificates;

    /**
     * What is there.
     *
     * @param others directories of other builds
     * @param links whether the file system has symbolic links
     */
    public record Claim(List<Leftover> others, boolean links) implements Serializable {
        private static final long serialVersionUID = 1L;

        public Claim {
            others = List.copyOf(others);
        }
    }

    /** @param certificates authorities as PEM for the file {@code ID.pem}; empty for none */
    public ClaimPlace(String id, String build, String certificates) {
        this.id = id;
        this.build = build;
        this.certificates = certificates;
    }

    @Override
    public Claim invoke(File folder, VirtualChannel channel) throws IOException {
        Path place = folder.toPath();
        Place.claim(place, id, build, certificates);
        List<Leftover> others = Place.notes(place).stream()
                .filter(note -> !note.build().equals(build))
                .toList();
        return new Claim(others, Place.hasLinks(place));
    }
}
