package fr.beffroi.costs.internal;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Sentences on a statement, which communes read. */
final class French {
    private static final char NARROW_NO_BREAK_SPACE = '\u202f';

    private French() {}

    static String count(long number, String noun) {
        return number(number) + " " + noun + (number < 2 ? "" : "s");
    }

    /** In place of their number. */
    static String noReading(String meter) {
        return "aucun relevé du compteur " + meter;
    }

    /** What goes on after a number of readings; nothing when none is missing. */
    static String missingDays(long days) {
        return days == 0 ? "" : NARROW_NO_BREAK_SPACE + "; " + count(days, "jour") + " sans relevé";
    }

    static String days(long days) {
        return count(days, "jour") + " d'abonnement";
    }

    /** "30 jours d'abonnement, 1 071 habitants"; when the population changed: "30 jours d'abonnement : 12 à 1 071 habitants, 18 à …". */
    static String inhabitantDays(Map<Long, Long> daysByPopulation) {
        long days =
                daysByPopulation.values().stream().mapToLong(Long::longValue).sum();
        if (daysByPopulation.size() == 1) {
            return days(days) + ", "
                    + count(daysByPopulation.keySet().iterator().next(), "habitant");
        }
        return days(days) + NARROW_NO_BREAK_SPACE + ": "
                + daysByPopulation.entrySet().stream()
                        .map(entry -> number(entry.getValue()) + " à " + count(entry.getKey(), "habitant"))
                        .collect(Collectors.joining(", "));
    }

    /** With its own symbols, not those of the Java version, so that a statement has the same bytes everywhere. */
    static String number(long number) {
        DecimalFormatSymbols symbols = new DecimalFormatSymbols(Locale.ROOT);
        symbols.setGroupingSeparator(NARROW_NO_BREAK_SPACE);
        return new DecimalFormat("#,##0", symbols).format(number);
    }
}
