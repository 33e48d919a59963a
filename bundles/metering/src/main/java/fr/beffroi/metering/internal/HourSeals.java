package fr.beffroi.metering.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.decision.Decision.HourSealed;
import fr.beffroi.journal.Journal;
import fr.beffroi.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Seals the hours that are over, by when readings arrived and not by what time they are of: arrivals are never late. Stopped
 * anywhere, the next round goes on with the first hour that isn't sealed.
 */
final class HourSeals {
    private static final Actor SELF = Actor.room("metering");
    static final long HOUR = 3_600_000_000L;

    private final Store store;
    private final Journal journal;
    private final Clock clock;

    HourSeals(Store store, Journal journal, Clock clock) {
        this.store = store;
        this.journal = journal;
        this.clock = clock;
    }

    /** Seals every hour that is over. */
    void round() {
        Fence.moveOn(store, clock);
        for (Optional<Long> hour = next(); hour.isPresent(); hour = next()) {
            seal(hour.get());
        }
    }

    /** The first hour that is over, has arrivals and isn't sealed. */
    private Optional<Long> next() {
        return store.read(sql -> {
            Fence fence = Fence.read(sql);
            return sql.createQuery("SELECT arrived FROM metering_reading WHERE arrived >= :from AND arrived < :to"
                            + " ORDER BY arrived LIMIT 1")
                    .bind("from", fence.sealedUntil())
                    .bind("to", fence.closedUntil())
                    .mapTo(Long.class)
                    .findOne()
                    .map(Columns::hourOf);
        });
    }

    private void seal(long hour) {
        // Nothing arrives there any more, so this needs no decision to hold still.
        Sealing sealing = new Sealing(store, hour);
        store.read(sql -> {
            Arrived.each(sql, store, new Span(hour, hour + HOUR), sealing::add);
            return null;
        });
        sealing.end();
        journal.decide(SELF, decisions -> {
            if (Fence.read(decisions.sql()).sealedUntil() <= hour) { // else another node was faster
                sealing.seals.forEach(decisions::record);
                Fence.sealed(decisions.sql(), hour + HOUR);
            }
            return null;
        });
    }

    /** One hour, commune after commune. A page is written when it is full: it is no evidence before the seal, and only then in memory. */
    private static final class Sealing {
        private final Store store;
        private final long hour;
        private final List<HourSealed> seals = new ArrayList<>();

        private String tenant = "";
        private MerkleTree tree = new MerkleTree();
        private long readings;
        private int page;
        private final List<String> lines = new ArrayList<>();

        Sealing(Store store, long hour) {
            this.store = store;
            this.hour = hour;
        }

        void add(Arrived reading) {
            if (!reading.row().tenant().equals(tenant)) {
                end();
                tenant = reading.row().tenant();
            }
            String line = reading.line();
            tree.add(line.getBytes(StandardCharsets.UTF_8));
            readings++;
            lines.add(line);
            if (lines.size() == Page.MOST_LINES) {
                endPage();
            }
        }

        void end() {
            if (readings > 0) {
                endPage();
                seals.add(new HourSealed(new Insee(tenant), Columns.instant(hour), readings, tree.root()));
            }
            tree = new MerkleTree();
            readings = 0;
            page = 0;
        }

        private void endPage() {
            if (!lines.isEmpty()) {
                Page full = Page.of(tenant, hour, page++, lines);
                store.write(sql -> {
                    full.put(sql);
                    return null;
                });
                lines.clear();
            }
        }
    }
}
