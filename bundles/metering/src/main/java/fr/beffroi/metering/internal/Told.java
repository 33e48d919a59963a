package fr.beffroi.metering.internal;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Problems that stand, each told once and not again before it was gone. Safe for use by many threads. */
final class Told {
    private final Consumer<String> log;
    private final Map<String, Set<String>> standing = new TreeMap<>();

    /** @param log told each problem when it comes up */
    Told(Consumer<String> log) {
        this.log = log;
    }

    /**
     * @param problems all there are of that one now, in sentences
     * @return whether any of them is new
     */
    synchronized boolean now(String whose, Collection<String> problems) {
        Set<String> fresh = new TreeSet<>(problems);
        Set<String> before = problems.isEmpty() ? standing.remove(whose) : standing.put(whose, new TreeSet<>(problems));
        fresh.removeAll(before == null ? Set.of() : before);
        fresh.forEach(problem -> log.accept(whose + ": " + problem));
        return !fresh.isEmpty();
    }

    /** Forgets all of whoever isn't among these. */
    synchronized void only(Set<String> who) {
        standing.keySet().retainAll(who);
    }

    /** One of them, and how many others there are. */
    synchronized Optional<String> first() {
        int others = standing.values().stream().mapToInt(Set::size).sum() - 1;
        return standing.entrySet().stream()
                .findFirst()
                .map(one -> one.getKey() + ": " + one.getValue().iterator().next()
                        + (others > 0 ? " " + others + " more in the log." : ""));
    }
}
