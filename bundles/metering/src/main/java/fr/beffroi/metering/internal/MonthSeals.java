package fr.beffroi.metering.internal;

import fr.beffroi.api.decision.Decision.HourSealed;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The seals of a month's hours of arrival as they stand in the journal, by commune and hour. */
final class MonthSeals {
    private static final int PAGE = 1_000;

    /** @param entry its number in the journal */
    record Sealed(long entry, HourSealed seal) {}

    private final SortedMap<String, SortedMap<Long, Sealed>> byTenant = new TreeMap<>();
    private final SortedSet<Long> hours = new TreeSet<>();

    /** Goes through the journal. */
    static MonthSeals read(Journal journal, Span month) {
        MonthSeals seals = new MonthSeals();
        long after = 0;
        for (List<Entry> page = journal.read(after, PAGE); !page.isEmpty(); page = journal.read(after, PAGE)) {
            for (Entry entry : page) {
                after = entry.number();
                if (entry.decision() instanceof HourSealed seal && month.contains(Columns.micros(seal.hour()))) {
                    seals.add(entry.number(), seal);
                }
            }
        }
        return seals;
    }

    /** @return whether it is the first of its commune's hour */
    boolean add(long entry, HourSealed seal) {
        hours.add(Columns.micros(seal.hour()));
        return byTenant.computeIfAbsent(seal.commune().code(), tenant -> new TreeMap<>())
                        .putIfAbsent(Columns.micros(seal.hour()), new Sealed(entry, seal))
                == null;
    }

    SortedSet<String> tenants() {
        return new TreeSet<>(byTenant.keySet());
    }

    SortedMap<Long, Sealed> of(String tenant) {
        return byTenant.getOrDefault(tenant, Collections.emptySortedMap());
    }

    /** Whether any commune has a seal of that hour. */
    boolean hasHour(long hour) {
        return hours.contains(hour);
    }
}
