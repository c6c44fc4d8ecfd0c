package hudson;

/** Odds and ends. */
public class Util {
    private Util() {}

    /** The text with the three characters replaced that would be markup. */
    public static String xmlEscape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
