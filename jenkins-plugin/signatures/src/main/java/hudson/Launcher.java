package hudson;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Starts processes where a build runs. */
public abstract class Launcher {
    public final ProcStarter launch() {
        throw new UnsupportedOperationException("only a signature");
    }

    /** What to start. */
    public final class ProcStarter {
        private ProcStarter() {}

        public ProcStarter cmds(List<String> words) {
            throw new UnsupportedOperationException("only a signature");
        }

        public ProcStarter quiet(boolean quiet) {
            throw new UnsupportedOperationException("only a signature");
        }

        public ProcStarter stdout(OutputStream stream) {
            throw new UnsupportedOperationException("only a signature");
        }

        public ProcStarter pwd(FilePath directory) {
            throw new UnsupportedOperationException("only a signature");
        }

        public Proc start() throws IOException {
            throw new UnsupportedOperationException("only a signature");
        }
    }

    /** Starts them in another way, such as in a container. */
    public static class DecoratedLauncher extends Launcher {
        public DecoratedLauncher(Launcher inner) {
            throw new UnsupportedOperationException("only a signature");
        }
    }
}
