package hudson.model;

/** Something with pages. */
public abstract class Actionable {
    public void addAction(Action action) {
        throw new UnsupportedOperationException("only a signature");
    }

    public <T extends Action> T getAction(Class<T> type) {
        throw new UnsupportedOperationException("only a signature");
    }
}
