package fr.beffroi.metering.internal;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Problems that stand, each told once and not again before it was gone. Safe for use by many threads. */
final class Told {
    private final Consumer<String> log;
    private final Map<String, Map<String, String>> standing = new TreeMap<>();

    /** @param log told each problem when it comes up */
    Told(Consumer<String> log) {
        this.log = log;
    }

    /**
     * @param problems all there are of that one now, in sentences that stay the same as long as the problem does
     * @return whether any of them is new
     */
    boolean now(String whose, Collection<String> problems) {
        return now(whose, problems.stream().collect(Collectors.toMap(Function.identity(), Function.identity())));
    }

    /**
     * @param problems all there are of that one now, in sentences, by what makes each another one: of those whose words change all the time
     *     only the first are told
     * @return whether any of them is new
     */
    synchronized boolean now(String whose, Map<String, String> problems) {
        Map<String, String> fresh = new TreeMap<>(problems);
        Map<String, String> before =
                problems.isEmpty() ? standing.remove(whose) : standing.put(whose, new TreeMap<>(problems));
        fresh.keySet().removeAll(before == null ? Set.of() : before.keySet());
        fresh.values().forEach(problem -> log.accept(whose + ": " + problem));
        return !fresh.isEmpty();
    }

    /** Forgets all of whoever isn't among these. */
    synchronized void only(Set<String> who) {
        standing.keySet().retainAll(who);
    }

    /** One of them, and how many others there are. */
    synchronized Optional<String> first() {
        int others = standing.values().stream().mapToInt(Map::size).sum() - 1;
        return standing.entrySet().stream()
                .findFirst()
                .map(one ->
                        one.getKey() + ": " + one.getValue().values().iterator().next()
                                + (others > 0 ? " " + others + " more in the log." : ""));
    }
}
