package fr.beffroi.operations;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The answer to a question that costs something, for as many as like to ask: one of them finds it out, and those who come meanwhile, or for
 * a while after, get what that one found. Safe for use by many threads.
 */
final class LatestAnswer<T> {
    private final Supplier<T> question;
    private final Function<T, Duration> keeps;
    private final Duration patience;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();

    /** Who reads or changes it holds the lock. */
    private Found<T> latest;

    /**
     * @param since when it began to be found out: what has changed after that may not be in it
     * @param until when it was found
     */
    private record Found<T>(T answer, long since, long until) {
        /** Whether somebody who asked then waited for it, or came soon enough after it was begun. */
        boolean isFor(long asked, Duration keeps) {
            return until - asked > 0 || asked - since <= keeps.toNanos();
        }
    }

    /**
     * @param question asked by one at a time
     * @param keeps how old an answer may be, from when it began to be found out until somebody asks for it
     * @param patience how long somebody waits for what another one finds out
     * @param nanos time that passed, in nanoseconds
     */
    LatestAnswer(Supplier<T> question, Function<T, Duration> keeps, Duration patience, LongSupplier nanos) {
        this.question = question;
        this.keeps = keeps;
        this.patience = patience;
        this.nanos = nanos;
    }

    /**
     * @return empty when the one who is at it takes too long
     * @throws RuntimeException what the question throws, to the one who asked it; whoever is next asks anew
     */
    Optional<T> get() {
        long asked = nanos.getAsLong();
        if (!isMyTurn()) {
            return Optional.empty();
        }
        try {
            if (latest == null || !latest.isFor(asked, keeps.apply(latest.answer()))) {
                long since = nanos.getAsLong();
                T answer = question.get();
                latest = new Found<>(answer, since, nanos.getAsLong());
            }
            return Optional.of(latest.answer());
        } finally {
            lock.unlock();
        }
    }

    private boolean isMyTurn() {
        try {
            return lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
