package fr.beffroi.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The limit for single readings: whoever finds nobody writing writes for all who wait, on the one connection. Safe for use by many
 * threads.
 */
final class BareGroupCommit implements AutoCloseable {
    private final BareIntake intake;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();

    private static final class Waiting {
        private final BareIntake.Row row;
        private volatile boolean stored;

        Waiting(BareIntake.Row row) {
            this.row = row;
        }
    }

    BareGroupCommit(Postgresql.Database database) throws SQLException {
        intake = new BareIntake(database);
    }

    /** When this returns, it is on the disk. */
    void store(BareIntake.Row row) throws SQLException {
        Waiting one = new Waiting(row);
        waiting.add(one);
        while (!one.stored) {
            writing.lock();
            try {
                if (!one.stored) {
                    storeAll();
                }
            } finally {
                writing.unlock();
            }
        }
    }

    private void storeAll() throws SQLException {
        List<Waiting> group = new ArrayList<>();
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            group.add(next);
        }
        try {
            intake.store(group.stream().map(one -> one.row).toList());
        } catch (SQLException e) {
            // Each of the others fails by itself.
            waiting.addAll(group);
            throw e;
        }
        group.forEach(one -> one.stored = true);
    }

    /** Clients in this JVM, each of which stores one reading after the other. */
    Load.Clients senders(List<Batch> batches, Acknowledged acknowledged) {
        return client -> new Load.Call() {
            private final Batch batch = batches.get(client);
            private long number;

            @Override
            public boolean once() throws SQLException {
                store(new BareIntake.Row(
                        batch.source(),
                        Batch.id(number++, 0),
                        batch.commune(0),
                        batch.micros(),
                        Batch.UNIT * Batch.quantity(0)));
                acknowledged.add(batch);
                return true;
            }
        };
    }

    @Override
    public void close() throws SQLException {
        intake.close();
    }
}
