package fr.beffroi.operations;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of trying the walls between communes.
 *
 * @param at when it began
 * @param by who asked, the id of an actor
 * @param findings every attempt, at least one
 */
record IsolationReport(Instant at, String by, List<Finding> findings) {

    /** What can become of an attempt. */
    enum Result {
        /** It reached nothing. */
        HELD("held"),
        /** It got through. */
        BREACHED("breached"),
        /** It got through where one JVM for all can't stop it; {@code docs/threat-model.md} names each. */
        OPEN("open"),
        /** There was nothing to try it on. */
        NOT_TRIED("not-tried");

        private final String word;

        Result(String word) {
            this.word = word;
        }

        /** @throws IllegalArgumentException when no result is called so */
        static Result of(String word) {
            return Arrays.stream(values())
                    .filter(result -> result.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("\"" + word + "\" is no result of an attempt"));
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /**
     * One attempt.
     *
     * @param wall which one it was on: {@code files}
     * @param attempt what was tried, unique within the wall: {@code relative-path}
     * @param result what became of it
     * @param sentence what was reached or what refused, in French
     */
    record Finding(String wall, String attempt, Result result, String sentence) {
        String name() {
            return wall + "/" + attempt;
        }
    }

    IsolationReport {
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("A report of nothing says nothing");
        }
        findings = List.copyOf(findings);
    }

    /** The attempts with this result, by name. */
    List<String> names(Result result) {
        return findings.stream()
                .filter(finding -> finding.result() == result)
                .map(Finding::name)
                .toList();
    }

    boolean isBreached() {
        return !names(Result.BREACHED).isEmpty();
    }

    /** Its file's name, which sorts by time. */
    String file() {
        return "isolation-" + at.toString().replace(':', '-') + ".json";
    }

    /** As the file has it. */
    String json() {
        List<Map<String, String>> attempts = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, String> named = new LinkedHashMap<>();
            named.put("wall", finding.wall());
            named.put("attempt", finding.attempt());
            named.put("result", finding.result().toString());
            named.put("sentence", finding.sentence());
            attempts.add(named);
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("at", at.toString());
        report.put("by", by);
        for (Result result : Result.values()) {
            report.put(result.toString(), names(result).size());
        }
        report.put("attempts", attempts);
        return Json.write(report) + "\n";
    }

    /** For people: a table, and what to make of it. */
    String text() {
        Listing listing = new Listing("wall", "attempt", "result", "sentence");
        findings.forEach(
                finding -> listing.row(finding.wall(), finding.attempt(), finding.result(), finding.sentence()));
        return listing.text(false) + verdict();
    }

    private String verdict() {
        String counts = names(Result.HELD).size() + " tenue(s), "
                + names(Result.BREACHED).size() + " passée(s), "
                + names(Result.OPEN).size() + " ouverte(s) par nature (docs/threat-model.md), "
                + names(Result.NOT_TRIED).size() + " non essayée(s).\n";
        return isBreached()
                ? "UN MUR A CÉDÉ : " + String.join(", ", names(Result.BREACHED)) + ". Tentatives : " + counts
                : "Les murs tiennent. Tentatives : " + counts;
    }
}
