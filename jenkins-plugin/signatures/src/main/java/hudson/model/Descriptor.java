package hudson.model;

import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

/** What there is to know of a kind of thing. */
public abstract class Descriptor<T extends Describable<T>> implements Saveable {
    protected Descriptor() {}

    protected Descriptor(Class<? extends T> type) {}

    public String getDisplayName() {
        throw new UnsupportedOperationException("only a signature");
    }

    public boolean configure(StaplerRequest2 request, JSONObject json) throws FormException {
        throw new UnsupportedOperationException("only a signature");
    }

    @Override
    public synchronized void save() {
        throw new UnsupportedOperationException("only a signature");
    }

    public synchronized void load() {
        throw new UnsupportedOperationException("only a signature");
    }

    /** A form was filled in wrongly. */
    public static class FormException extends Exception {
        private static final long serialVersionUID = 1L;

        public FormException(String message, String field) {
            super(message);
        }
    }
}
