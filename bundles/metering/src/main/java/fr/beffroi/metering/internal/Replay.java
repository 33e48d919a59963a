package fr.beffroi.metering.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Role;
import fr.beffroi.api.decision.Decision.ReadingsReplayed;
import fr.beffroi.journal.Journal;
import fr.beffroi.store.Store;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in once more what waits in quarantine: by itself when nothing stands against it any more, or because somebody says so. */
final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private final Store store;
    private final Journal journal;
    private final SqlQuarantine quarantine;

    Replay(Store store, Journal journal, SqlQuarantine quarantine) {
        this.store = store;
        this.journal = journal;
        this.quarantine = quarantine;
    }

    /** Those whose time has come and those whose original has. That is no decision: they are as late as they are. */
    void ripe() {
        // Ends, for each of them leaves, or is told something else that stands against it.
        boolean more = true;
        while (more) {
            more = store.read(quarantine::ripe).size() > 0 && store.write(this::releaseRipe);
        }
    }

    /** The same within a closing: what came in time counts, also when nobody has looked since its time has come. */
    void ripe(Handle sql) {
        boolean more = true;
        while (more) {
            more = releaseRipe(sql);
        }
    }

    /** @return whether there were any */
    private boolean releaseRipe(Handle sql) {
        List<Row> some = quarantine.ripe(sql);
        if (some.isEmpty()) {
            return false;
        }
        long released = quarantine.release(sql, some, Duration.ZERO);
        LOG.info("{} readings left the quarantine: nothing stands against them any more", released);
        return true;
    }

    /** Those of one source, at times that somebody set right; an entry for each part of them that is let through. */
    long of(Actor actor, String source, Duration shift) {
        actor.require(Role.STAFF, Role.SYSTEM);
        // What is taken back before what takes it back.
        return of(actor, source, shift, false) + of(actor, source, shift, true);
    }

    private long of(Actor actor, String source, Duration shift, boolean withdrawals) {
        long released = 0;
        List<Row> some = quarantine.waiting(source, withdrawals, "");
        while (!some.isEmpty()) {
            List<Row> brought = some;
            released += journal.decide(actor, decisions -> {
                long part = quarantine.release(decisions.sql(), brought, shift);
                if (part > 0) {
                    decisions.record(new ReadingsReplayed(source, part, shift));
                }
                return part;
            });
            some = quarantine.waiting(
                    source, withdrawals, some.get(some.size() - 1).key().id());
        }
        return released;
    }
}
