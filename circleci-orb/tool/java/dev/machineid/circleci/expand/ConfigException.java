package dev.machineid.circleci.expand;

/** A mistake in a configuration, which CircleCI would refuse before the job starts. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String what) {
        super(what);
    }
}
