package fr.beffroi.journal.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import fr.beffroi.journal.Projection;
import fr.beffroi.journal.Verification;
import fr.beffroi.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** {@link Journal} in three tables of the store. */
public final class SqlJournal implements Journal, AutoCloseable {
    private static final int RECENT = 1_000;

    private final Store store;
    private final Clock clock;
    /** Threads of this node wait here rather than each with a connection; the head's row is held against other nodes. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final Map<String, Projection> projections = new ConcurrentSkipListMap<>();
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private final Recent recent = new Recent(RECENT);
    private final Bell bell = new Bell();

    /** Number of the last entry of this node: when it still is the head, no projection has missed anything. Belongs to the turn. */
    private long last = -1;

    private SqlJournal(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The journal in that store; its tables are brought up to date. */
    public static SqlJournal open(Store store, Clock clock) {
        return open(store, last -> clock);
    }

    /** @param clock makes the clock, told the time of the last entry; 1970 when there is none */
    static SqlJournal open(Store store, Function<Instant, Clock> clock) {
        store.migrate("journal", SqlJournal.class.getClassLoader());
        return new SqlJournal(
                store, clock.apply(Row.instant(store.read(Head::read).at())));
    }

    Clock clock() {
        return clock;
    }

    @Override
    public <R> R decide(Actor by, Function<Decisions, R> decision) {
        R result = inTurn(() -> {
            Decided<R> decided = store.write(sql -> {
                Transaction transaction = begin(sql, by);
                R chosen = decision.apply(transaction);
                return new Decided<>(chosen, transaction.end(), transaction.entries());
            });
            last = decided.last();
            recent.add(decided.entries());
            return decided.result();
        });
        bell.ring();
        return result;
    }

    /**
     * A decision that has been committed.
     *
     * @param last number of the last entry
     */
    private record Decided<R>(R result, long last, List<Entry> entries) {}

    @Override
    public <R> R rehearse(Actor by, Function<Decisions, R> decision) {
        // Filled inside a transaction that never commits.
        Rehearsed<R> rehearsed = new Rehearsed<>();
        try {
            inTurn(() -> store.write(sql -> {
                Transaction transaction = begin(sql, by);
                rehearsed.result = decision.apply(transaction);
                transaction.end();
                throw rehearsed.curtain;
            }));
            throw new IllegalStateException("The store kept a rehearsal.");
        } catch (Curtain curtain) {
            return rehearsed.result;
        }
    }

    private Transaction begin(Handle sql, Actor by) {
        if (by.id().indexOf('\n') >= 0) {
            throw new IllegalArgumentException("The id of an actor is one line.");
        }
        return new Transaction(sql, by.id(), clock, projections, last);
    }

    private <R> R inTurn(Supplier<R> work) {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("A decision within a decision: record what belongs together in one.");
        }
        turn.lock();
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public Attachment attach(String name, Projection projection) {
        store.write(sql -> {
            Places.enter(sql, name);
            return null;
        });
        boolean caughtUp = false;
        while (!caughtUp) {
            caughtUp = inTurn(() -> catchUpSome(name, projection));
        }
        return () -> projections.remove(name, projection);
    }

    /** One batch in one transaction, so that decisions get their turn in between; attaches with the last. */
    private boolean catchUpSome(String name, Projection projection) {
        boolean caughtUp = store.write(sql -> {
            long head = Head.hold(sql).number();
            long place = Places.place(sql, name);
            return place >= head || Places.applyBatch(sql, name, projection, place) >= head;
        });
        if (caughtUp && projections.putIfAbsent(name, projection) != null) {
            throw new IllegalStateException("The projection " + name + " is attached already.");
        }
        return caughtUp;
    }

    @Override
    public Attachment follow(String name, long after, Consumer<Entry> follower) {
        Follower following = new Follower(name, this, recent, bell, after, follower);
        followers.add(following);
        following.start();
        return () -> {
            followers.remove(following);
            following.close();
        };
    }

    @Override
    public List<Entry> read(long after, int limit) {
        return store.read(sql -> rows(sql, after, limit)).stream()
                .map(Row::entry)
                .toList();
    }

    static List<Row> rows(Handle sql, long after, int limit) {
        return sql.createQuery("SELECT " + Row.COLUMNS + " FROM journal_entry WHERE number > ? ORDER BY number LIMIT ?")
                .bind(0, after)
                .bind(1, limit)
                .map((result, context) -> Row.of(result))
                .list();
    }

    @Override
    public long head() {
        return store.read(Head::read).number();
    }

    @Override
    public Verification verify(LongConsumer progress) {
        return store.read(sql -> new ChainCheck(projections.keySet(), progress).run(sql));
    }

    /** Ends the followers. */
    @Override
    public void close() {
        followers.forEach(Follower::close);
        followers.clear();
        projections.clear();
    }

    private static final class Rehearsed<R> {
        private final Curtain curtain = new Curtain();
        private R result;
    }

    /** Ends a rehearsal. */
    private static final class Curtain extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Curtain() {
            super("A rehearsal ends here", null, false, false);
        }
    }
}
