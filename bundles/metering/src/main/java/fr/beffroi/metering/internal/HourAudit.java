package fr.beffroi.metering.internal;

import fr.beffroi.api.decision.Decision.HourSealed;
import fr.beffroi.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Compares the readings with the hours that the journal sealed, and names each that was changed, removed or added: a page whose lines
 * have the sealed root tells what was there. Only an hour that doesn't fit is held in memory, commune after commune.
 */
final class HourAudit {
    /** Readings named of a commune's hour; of the others is told how many they are. */
    private static final int MOST_NAMED = 100;

    private final Store store;
    private final Clock clock;
    /** What had been sealed before the journal was read; later hours may be missing in what was read. */
    private final long sealedBefore;

    private final List<String> findings = new ArrayList<>();
    /** The hour whose seals are being read, by commune. */
    private final Map<String, HourSealed> seals = new HashMap<>();

    private long hour;
    /** Until where all is audited. */
    private long end;

    /** To be made before the journal is read. */
    HourAudit(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.sealedBefore = store.read(Fence::read).sealedUntil();
    }

    /** To be called for each seal of the journal, in its order. */
    void add(HourSealed seal) {
        long ofSeal = Columns.micros(seal.hour());
        if (ofSeal != hour) {
            auditHour();
            hour = ofSeal;
        }
        if (ofSeal < end || seals.putIfAbsent(seal.commune().code(), seal) != null) {
            findings.add(seal.commune() + " arrivals of the hour " + seal.hour()
                    + ": sealed twice, so the fence was set back in between.");
        }
    }

    /** To be called for each seal whose readings are in a file, in the journal's order: {@link ArchivesAudit} looks there. */
    void passOver(HourSealed seal) {
        auditHour();
        long ofSeal = Columns.micros(seal.hour());
        store.read(sql -> {
            auditGap(sql, new Span(end, ofSeal));
            return null;
        });
        end = Math.max(end, ofSeal + HourSeals.HOUR);
    }

    private void auditHour() {
        if (!seals.isEmpty()) {
            store.read(sql -> {
                auditGap(sql, new Span(end, hour));
                audit(sql, hour, seals);
                return null;
            });
            end = Math.max(end, hour + HourSeals.HOUR);
            seals.clear();
        }
    }

    /** A sentence for each reading that no longer is what was sealed; empty when all are. To be called once. */
    List<String> findings() {
        auditHour();
        return store.read(sql -> {
            Fence fence = Fence.read(sql);
            if (fence.sealedUntil() < end) {
                findings.add("The fence says that hours are sealed until " + Columns.instant(fence.sealedUntil())
                        + ", but the journal until " + Columns.instant(end) + ": it was set back.");
            }
            if (fence.closedUntil() > Columns.micros(clock.instant()) + HourSeals.HOUR) {
                findings.add("Hours are final until " + Columns.instant(fence.closedUntil())
                        + ", which is to come: a clock was wrong, and nothing is sealed before then.");
            }
            auditGap(sql, new Span(end, sealedBefore));
            return List.copyOf(findings);
        });
    }

    /** Between sealed hours nothing had arrived. */
    private void auditGap(Handle sql, Span span) {
        if (span.from() < span.to()) {
            roots(sql, span).keySet().forEach(tenant -> tell(sql, tenant, span, new Lines()));
        }
    }

    private void audit(Handle sql, long hour, Map<String, HourSealed> sealed) {
        Span span = new Span(hour, hour + HourSeals.HOUR);
        SortedMap<String, Root> now = roots(sql, span);
        TreeSet<String> tenants = new TreeSet<>(now.keySet());
        tenants.addAll(sealed.keySet());
        for (String tenant : tenants) {
            if (sealed.containsKey(tenant)) {
                audit(sql, span, sealed.get(tenant), now.getOrDefault(tenant, new Root()));
            } else {
                tell(sql, tenant, span, new Lines());
            }
        }
    }

    private SortedMap<String, Root> roots(Handle sql, Span span) {
        SortedMap<String, Root> roots = new TreeMap<>();
        Arrived.each(
                sql,
                store,
                span,
                reading -> roots.computeIfAbsent(reading.row().tenant(), tenant -> new Root())
                        .add(reading.line()));
        return roots;
    }

    private void audit(Handle sql, Span hour, HourSealed seal, Root now) {
        String tenant = seal.commune().code();
        Root then = new Root();
        Page.eachLine(sql, tenant, hour.from(), then::add);
        boolean readingsFit = now.fits(seal);
        if (!then.fits(seal)) {
            findings.add(
                    where(tenant, hour)
                            + (readingsFit
                                    ? "the readings fit their seal, but the page that keeps what was sealed was changed."
                                    : seal.readings() + " were sealed, and there are " + now.number
                                            + " now; they and the page"
                                            + " that keeps what was sealed were both changed, so which they are can't be told."));
        } else if (!readingsFit) {
            Lines sealed = new Lines();
            Page.eachLine(sql, tenant, hour.from(), sealed::add);
            tell(sql, tenant, hour, sealed);
        }
    }

    /** Names what differs from what was sealed. */
    private void tell(Handle sql, String tenant, Span span, Lines sealed) {
        Lines now = new Lines();
        Arrived.each(sql, store, span, reading -> {
            if (reading.row().tenant().equals(tenant)) {
                now.add(reading.line());
            }
        });
        List<String> keys = sealed.keysThatDiffer(now);
        for (String key : keys.subList(0, Math.min(keys.size(), MOST_NAMED))) {
            findings.add(where(tenant, span) + fault(key, sealed.byKey.get(key), now.byKey.get(key)));
        }
        if (keys.size() > MOST_NAMED) {
            findings.add(where(tenant, span) + "and " + (keys.size() - MOST_NAMED) + " more.");
        }
    }

    private static String where(String tenant, Span span) {
        return tenant + " arrivals " + span + ": ";
    }

    private static String fault(String key, String then, String now) {
        String[] names = key.split("\t", -1);
        String reading = "the reading " + names[names.length - 1] + " of " + names[0];
        if (now == null) {
            return reading + " was removed; it was: " + shown(then) + ".";
        }
        return then == null
                ? reading + " was added afterwards; it is: " + shown(now) + "."
                : reading + " was changed; it was: " + shown(then) + "; it is now: " + shown(now) + ".";
    }

    private static String shown(String line) {
        return line.replace('\t', ' ');
    }

    /** The root over lines that come one by one. */
    private static final class Root {
        private final MerkleTree tree = new MerkleTree();
        private long number;

        void add(String line) {
            tree.add(line.getBytes(StandardCharsets.UTF_8));
            number++;
        }

        boolean fits(HourSealed seal) {
            return number == seal.readings() && tree.root().equals(seal.merkleRoot());
        }
    }

    /** Lines by source and id, with a tab between: no field holds one. */
    private static final class Lines {
        private final Map<String, String> byKey = new LinkedHashMap<>();

        void add(String line) {
            String[] fields = line.split("\t", 4);
            byKey.put(fields[1] + "\t" + fields[2], line);
        }

        List<String> keysThatDiffer(Lines now) {
            List<String> keys = new ArrayList<>();
            byKey.forEach((key, line) -> {
                if (!line.equals(now.byKey.get(key))) {
                    keys.add(key);
                }
            });
            now.byKey.keySet().stream().filter(key -> !byKey.containsKey(key)).forEach(keys::add);
            return keys;
        }
    }
}
