package hudson.model;

import java.io.IOException;

/** Something that is saved. */
public interface Saveable {
    void save() throws IOException;
}
