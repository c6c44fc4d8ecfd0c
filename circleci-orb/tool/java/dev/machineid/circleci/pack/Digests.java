package dev.machineid.circleci.pack;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a release's version and digests, from its baked boot script, into the scripts that hold a copy of that script. */
public final class Digests {
    private static final Pattern BLOCK =
            Pattern.compile("^# digests-begin$.*?^# digests-end$", Pattern.MULTILINE | Pattern.DOTALL);

    private final String block;

    /** @param baked the boot script of the release */
    public Digests(String baked) {
        Matcher found = BLOCK.matcher(baked);
        if (!found.find() || found.group().contains("unbaked")) {
            throw new IllegalArgumentException("this is no baked machine-id.sh: it carries no digests");
        }
        block = found.group();
    }

    /** The script with these digests; one without a place for them stays as it is. */
    public String bake(String script) {
        return BLOCK.matcher(script).replaceAll(Matcher.quoteReplacement(block));
    }
}
