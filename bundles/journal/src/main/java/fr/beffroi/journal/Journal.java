package fr.beffroi.journal;

import fr.beffroi.api.Actor;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The record of every decision of the house. Each entry holds the hash of the one before, so that an entry changed, removed or put
 * in afterwards shows.
 *
 * <p>Decisions are taken one at a time, each in one transaction: whoever decides sees every earlier decision and nobody decides at
 * the same moment, so a check (is the id free?) and the entry that relies on it can't be torn apart. Safe for use by many threads.
 */
@ProviderType
public interface Journal {

    /**
     * Takes a decision. The function looks at what stands, records entries and changes its room's private tables; all of it is
     * committed together, with the projections of every room, or not at all when it throws.
     *
     * @return what the function returns; by then the entries are on the disk
     */
    <R> R decide(Actor by, Function<Decisions, R> decision);

    /**
     * Like {@link #decide}, but nothing of it stays: what would happen, exactly.
     *
     * @return what the function returns
     */
    <R> R rehearse(Actor by, Function<Decisions, R> decision);

    /**
     * Attaches a room's projection: catches it up with all entries it hasn't seen, then keeps it up to date within each decision's
     * transaction. Returns when it has caught up. Each room with state attaches once, when it starts, after its migration.
     *
     * @param name never changes: the projection's place in the journal is kept under it
     * @return closing it detaches
     */
    Attachment attach(String name, Projection projection);

    /**
     * Tells of every entry after one, in order, each after its commit, on a thread of the follower's own. A follower that throws is
     * told of the same entry again, later and later.
     *
     * @param after number of the last entry the follower knows; 0 for all
     * @return closing it ends the thread
     */
    Attachment follow(String name, long after, Consumer<Entry> follower);

    /** Up to {@code limit} entries after one, in order. */
    List<Entry> read(long after, int limit);

    /** Number of the last entry; 0 when there is none. */
    long head();

    /**
     * Recomputes the whole chain, and compares the projections' places with its end.
     *
     * @param progress is told the number of entries checked so far, now and then
     */
    Verification verify(LongConsumer progress);

    /** What was attached; closing detaches. */
    interface Attachment extends AutoCloseable {
        @Override
        void close();
    }
}
