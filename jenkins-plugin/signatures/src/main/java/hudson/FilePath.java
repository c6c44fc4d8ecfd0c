package hudson;

import hudson.model.Computer;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;

/** A path on some machine. */
public final class FilePath {
    private FilePath() {}

    public String getRemote() {
        throw new UnsupportedOperationException("only a signature");
    }

    public FilePath child(String relativeOrAbsolute) {
        throw new UnsupportedOperationException("only a signature");
    }

    public Computer toComputer() {
        throw new UnsupportedOperationException("only a signature");
    }

    public <T> T act(FileCallable<T> callable) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("only a signature");
    }

    /** Code to run where the file is. */
    public interface FileCallable<T> extends Serializable {
        T invoke(File file, VirtualChannel channel) throws IOException, InterruptedException;
    }
}
