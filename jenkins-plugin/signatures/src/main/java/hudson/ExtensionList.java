package hudson;

import java.util.AbstractList;

/** The extensions of one kind. */
public class ExtensionList<T> extends AbstractList<T> {
    private ExtensionList() {}

    public static <U> U lookupSingleton(Class<U> type) {
        throw new UnsupportedOperationException("only a signature");
    }

    @Override
    public T get(int index) {
        throw new UnsupportedOperationException("only a signature");
    }

    @Override
    public int size() {
        throw new UnsupportedOperationException("only a signature");
    }
}
