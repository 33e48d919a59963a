package fr.beffroi.operations;

import java.time.Duration;
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
    private final LongSupplier nanos;
    private Found<T> latest;

    /** @param since when it began to be found out: what has changed after that may not be in it */
    private record Found<T>(T answer, long since) {}

    /**
     * @param question asked by one at a time
     * @param keeps how old an answer may be, from when it began to be found out until somebody asks for it
     * @param nanos time that passed, in nanoseconds
     */
    LatestAnswer(Supplier<T> question, Function<T, Duration> keeps, LongSupplier nanos) {
        this.question = question;
        this.keeps = keeps;
        this.nanos = nanos;
    }

    /** @throws RuntimeException what the question throws, to the one who asked it; whoever is next asks anew */
    T get() {
        // Before the wait: what was found out meanwhile is new enough for all who waited, however long it took.
        long asked = nanos.getAsLong();
        synchronized (this) {
            if (latest == null
                    || asked - latest.since() > keeps.apply(latest.answer()).toNanos()) {
                long since = nanos.getAsLong();
                latest = new Found<>(question.get(), since);
            }
            return latest.answer();
        }
    }
}
