package dev.machineid.core.request;

import dev.machineid.core.report.SafeText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Labels that choose targets: {@code KEY:VALUE}, several separated by {@code ,}; every one must match. */
final class LabelText {
    private LabelText() {}

    /** The values by key, in the order given. */
    static Map<String, String> parse(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int colon = pair.indexOf(':');
            String key = colon < 0 ? "" : pair.substring(0, colon).strip();
            String value = pair.substring(colon + 1).strip();
            if (key.isEmpty() || value.isEmpty()) {
                throw Invalid.value(
                        "the label " + SafeText.quote(pair) + " is not KEY:VALUE",
                        "write labels=env:staging, and several in quotes: labels=\"env:staging,team:web\"");
            }
            if (labels.put(key, value) != null) {
                throw Invalid.value("the label " + SafeText.quote(key) + " stands there twice", "keep one of them");
            }
        }
        return Collections.unmodifiableMap(labels);
    }
}
