package fr.beffroi.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The limit for single readings: one thread with one connection that writes all who wait, again and again. Safe for use by many
 * threads.
 */
final class BareGroupCommit implements AutoCloseable {
    private final BareIntake intake;
    private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
    private final Thread writer = new Thread(this::write, "bare-group-commit");

    private record Waiting(BareIntake.Row row, CompletableFuture<Void> stored) {}

    BareGroupCommit(Postgresql.Database database) throws SQLException {
        intake = new BareIntake(database);
        writer.setDaemon(true);
        writer.start();
    }

    /** When this returns, it is on the disk. */
    void store(BareIntake.Row row) throws IOException, InterruptedException {
        Waiting one = new Waiting(row, new CompletableFuture<>());
        waiting.add(one);
        try {
            one.stored.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private void write() {
        List<Waiting> group = new ArrayList<>();
        try {
            while (true) {
                group.add(waiting.take());
                waiting.drainTo(group);
                store(group);
                group.clear();
            }
        } catch (InterruptedException closed) {
            // Nobody waits any more.
        }
    }

    private void store(List<Waiting> group) {
        try {
            intake.store(group.stream().map(Waiting::row).toList());
            group.forEach(one -> one.stored.complete(null));
        } catch (SQLException | RuntimeException e) {
            group.forEach(one -> one.stored.completeExceptionally(e));
        }
    }

    /** Clients in this JVM, each of which stores one reading after the other. */
    Load.Clients senders(List<Batch> batches, Acknowledged acknowledged) {
        return client -> new Load.Call() {
            private final Batch batch = batches.get(client);
            private long number;

            @Override
            public boolean once() throws IOException, InterruptedException {
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
    public void close() throws SQLException, InterruptedException {
        writer.interrupt();
        writer.join();
        intake.close();
    }
}
