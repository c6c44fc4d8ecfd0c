package hudson;

import java.util.TreeMap;

/** Variables of a build. */
public class EnvVars extends TreeMap<String, String> {
    private static final long serialVersionUID = 1L;
}
