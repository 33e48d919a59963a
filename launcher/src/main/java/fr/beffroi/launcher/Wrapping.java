package fr.beffroi.launcher;

import java.util.ArrayList;
import java.util.List;

/** French text on lines of a given width: broken at spaces, but not inside a figure, nor before a sign that belongs to its word. */
final class Wrapping {
    private static final String NOT_FIRST = ":;!?»€%";

    private Wrapping() {}

    /**
     * The lines; a word that is wider than the width stays whole.
     *
     * @param indent how many spaces every line but the first begins with
     */
    static List<String> of(String text, int width, int indent) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int space = lastBreak(rest, width);
            if (space < 0) {
                break;
            }
            lines.add(rest.substring(0, space).stripTrailing());
            rest = " ".repeat(indent) + rest.substring(space).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    /** The last space at which a line of that width can end, else the first one after it; negative when there is none. */
    private static int lastBreak(String text, int width) {
        int found = -1;
        int begin = text.length() - text.stripLeading().length();
        for (int i = begin; i < text.length() && (i <= width || found < 0); i++) {
            if (mayBreak(text, i)) {
                found = i;
            }
        }
        return found;
    }

    private static boolean mayBreak(String text, int at) {
        if (text.charAt(at) != ' ' || at == 0 || at + 1 >= text.length()) {
            return false;
        }
        char before = text.charAt(at - 1);
        char after = text.charAt(at + 1);
        return before != '«'
                && NOT_FIRST.indexOf(after) < 0
                && !(Character.isDigit(before) && Character.isDigit(after));
    }
}
