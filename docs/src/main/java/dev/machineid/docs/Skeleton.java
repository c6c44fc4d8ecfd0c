package dev.machineid.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hand-written text with places for generated or shared pieces: a line {@code # insert NAME} stands for the piece of
 * that name, each of its lines as far to the right as the place is where {@code indented} says so.
 */
record Skeleton(String text, boolean indented) {
    private static final Pattern PLACE = Pattern.compile("( *)# insert (\\S+)");

    /**
     * The whole text, with the note above it.
     *
     * @param pieces every piece by its name; one that has no place is a mistake, as is a place without a piece
     */
    String filled(Map<String, String> pieces) {
        List<String> lines = new ArrayList<>(List.of("# " + Page.NOTE));
        List<String> open = new ArrayList<>(pieces.keySet());
        for (String line : text.lines().toList()) {
            Matcher place = PLACE.matcher(line);
            if (!place.matches()) {
                lines.add(line);
                continue;
            }
            String piece = pieces.get(place.group(2));
            if (piece == null) {
                throw new IllegalArgumentException("no such piece: " + place.group(2));
            }
            open.remove(place.group(2));
            String indent = indented ? place.group(1) : "";
            piece.lines().map(part -> part.isEmpty() ? part : indent + part).forEach(lines::add);
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("no place for " + open);
        }
        return String.join("\n", lines) + "\n";
    }
}
