package hudson.util;

/** A list that is saved. */
public class PersistedList<T> {
    public <U extends T> U get(Class<U> type) {
        throw new UnsupportedOperationException("only a signature");
    }
}
