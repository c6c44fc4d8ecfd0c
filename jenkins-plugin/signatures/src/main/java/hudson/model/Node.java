package hudson.model;

import hudson.FilePath;

/** A machine that builds run on. */
public abstract class Node {
    public FilePath getRootPath() {
        throw new UnsupportedOperationException("only a signature");
    }
}
