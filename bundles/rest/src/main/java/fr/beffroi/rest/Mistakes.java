package fr.beffroi.rest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was found wrong while a folder is read; all of it is told at once. Belongs to one reading. */
final class Mistakes {
    private final List<Mistake> found = new ArrayList<>();
    private final Map<String, String> places = new HashMap<>();

    void add(String file, int line, String sentence) {
        found.add(new Mistake(file, line, sentence));
    }

    /**
     * Notes where something stands that may stand only once in the whole folder.
     *
     * @return whether it is the first
     */
    boolean once(String what, String value, String file, int line) {
        String before = places.putIfAbsent(what + " " + value, file + ", line " + line);
        if (before != null) {
            add(file, line, "the " + what + " " + value + " stands already in " + before + ".");
        }
        return before == null;
    }

    /** By file and line. */
    List<Mistake> all() {
        return found.stream()
                .sorted(Comparator.comparing(Mistake::file).thenComparingInt(Mistake::line))
                .toList();
    }
}
