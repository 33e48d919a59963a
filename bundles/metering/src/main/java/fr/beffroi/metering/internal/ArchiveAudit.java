package fr.beffroi.metering.internal;

import fr.beffroi.api.decision.Decision.HourSealed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares the files of an archived month with the seals of its hours that stand in the journal. Goes through each file once: lines
 * are in the order of their keys, so each hour has a tree that grows beside the others. To be used once.
 */
final class ArchiveAudit {
    private final ArchivedMonth month;
    private final MonthSeals seals;

    private final List<String> findings = new ArrayList<>();
    private final SortedSet<String> unsound = new TreeSet<>();

    ArchiveAudit(ArchivedMonth month, MonthSeals seals) {
        this.month = month;
        this.seals = seals;
    }

    /** A sentence for each thing that doesn't fit; empty when every file is what the journal says. */
    List<String> findings() {
        SortedMap<String, String> sums = new TreeMap<>();
        try {
            sums.putAll(month.sums());
        } catch (IOException e) {
            findings.add(where(ArchivedMonth.SUMS) + unreadable(e));
        }
        sums.forEach((name, sum) -> {
            if (!ArchivedMonth.isOfReadings(name)) {
                auditText(name, sum);
            }
        });
        SortedSet<String> tenants = seals.tenants();
        sums.keySet().stream()
                .filter(ArchivedMonth::isOfReadings)
                .map(ArchivedMonth::tenantOf)
                .forEach(tenants::add);
        tenants.forEach(tenant -> auditReadings(tenant, sums));
        return findings;
    }

    /** The communes whose files could be read but don't have the readings that were sealed. */
    SortedSet<String> unsound() {
        return unsound;
    }

    private void auditText(String name, String sum) {
        try {
            if (!month.digest(name).equals(sum)) {
                findings.add(where(name) + "the file was changed.");
            }
        } catch (IOException e) {
            findings.add(where(name) + unreadable(e));
        }
    }

    private void auditReadings(String tenant, Map<String, String> sums) {
        String name = ArchivedMonth.nameOf(tenant);
        SortedMap<Long, Root> hours = new TreeMap<>();
        String digest;
        try (ArchivedLines lines = month.lines(tenant)) {
            while (lines.hasNext()) {
                Arrived reading = lines.next();
                hours.computeIfAbsent(Columns.hourOf(reading.at()), hour -> new Root())
                        .add(reading);
            }
            digest = lines.digest();
        } catch (IOException | UncheckedIOException e) {
            findings.add(where(name) + unreadable(e));
            return;
        }
        List<String> wrong = wrong(tenant, hours);
        if (!wrong.isEmpty()) {
            unsound.add(tenant);
            findings.add(where(name) + wrong.size() + " of its hours don't fit their seals: "
                    + wrong.stream().limit(10).collect(Collectors.joining("; "))
                    + (wrong.size() > 10 ? "; and so on." : "."));
        } else if (!digest.equals(sums.get(name))) {
            findings.add(where(name) + "its readings fit their seals, but the file isn't the one that was archived.");
        }
    }

    private List<String> wrong(String tenant, SortedMap<Long, Root> found) {
        SortedMap<Long, MonthSeals.Sealed> sealed = seals.of(tenant);
        SortedSet<Long> hours = new TreeSet<>(found.keySet());
        hours.addAll(sealed.keySet());
        List<String> wrong = new ArrayList<>();
        for (Long hour : hours) {
            Root root = found.getOrDefault(hour, new Root());
            if (!sealed.containsKey(hour)) {
                wrong.add(Columns.instant(hour) + " (nothing was sealed, " + root.number + " are there)");
            } else if (!root.fits(sealed.get(hour).seal())) {
                wrong.add(Columns.instant(hour) + " (" + sealed.get(hour).seal().readings() + " were sealed, "
                        + root.number + " are there)");
            }
        }
        return wrong;
    }

    private String where(String name) {
        return "archive " + month.shown(name) + ": ";
    }

    private static String unreadable(Exception e) {
        return e instanceof NoSuchFileException
                ? "the file is missing; restore it from a backup."
                : "the file is damaged, it can't be read to its end; restore it from a backup (" + e.getMessage()
                        + ").";
    }

    private static final class Root {
        private final MerkleTree tree = new MerkleTree();
        private long number;

        void add(Arrived reading) {
            tree.add(reading.line().getBytes(StandardCharsets.UTF_8));
            number++;
        }

        boolean fits(HourSealed seal) {
            return number == seal.readings() && tree.root().equals(seal.merkleRoot());
        }
    }
}
