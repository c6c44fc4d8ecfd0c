package io.jenkins.plugins.machineid.agent;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jenkins.MasterToSlaveFileCallable;

/** Removes directories of blocks; those that are gone already count as removed. Answers how many files that were. */
public final class RemovePlaces extends MasterToSlaveFileCallable<Integer> {
    private static final long serialVersionUID = 1L;

    private final List<String> ids;

    public RemovePlaces(List<String> ids) {
        this.ids = List.copyOf(ids);
    }

    @Override
    public Integer invoke(File folder, VirtualChannel channel) throws IOException {
        Path place = folder.toPath();
        int files = 0;
        for (String id : ids) {
            files += Place.remove(place, id);
        }
        return files;
    }
}
