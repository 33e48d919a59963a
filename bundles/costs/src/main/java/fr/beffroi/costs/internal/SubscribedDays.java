package fr.beffroi.costs.internal;

import fr.beffroi.api.Insee;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** On which days of a month (Europe/Paris) each commune was subscribed to an offering, at whatever moment of the day. */
final class SubscribedDays {
    private SubscribedDays() {}

    /** Only communes with at least one such day. Two subscriptions on the same day make one day. */
    static SortedMap<Insee, SortedSet<LocalDate>> of(Collection<Active> subscriptions, String offering, Month month) {
        SortedMap<Insee, SortedSet<LocalDate>> days = new TreeMap<>();
        for (Active active : subscriptions) {
            if (active.offering().equals(offering)) {
                SortedSet<LocalDate> ofOne = days(active, month);
                if (!ofOne.isEmpty()) {
                    days.computeIfAbsent(active.insee(), insee -> new TreeSet<>())
                            .addAll(ofOne);
                }
            }
        }
        return days;
    }

    private static SortedSet<LocalDate> days(Active active, Month month) {
        SortedSet<LocalDate> days = new TreeSet<>();
        for (LocalDate day = month.period().atDay(1);
                !day.isAfter(month.period().atEndOfMonth());
                day = day.plusDays(1)) {
            Instant start = Month.startOf(day);
            boolean begun = active.from().isBefore(Month.startOf(day.plusDays(1)));
            boolean running = active.to()
                    .map(end -> end.isAfter(start) && end.isAfter(active.from()))
                    .orElse(true);
            if (begun && running) {
                days.add(day);
            }
        }
        return days;
    }
}
