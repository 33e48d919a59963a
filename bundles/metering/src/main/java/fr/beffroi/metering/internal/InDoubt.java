package fr.beffroi.metering.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which readings may be stored without anybody having been told: they were brought in calls that failed. Sent again, the same reading
 * is the same doubt; an answer ends it, but {@code DUPLICATE}, which doesn't tell by which call it was stored. Known by a digest of
 * what they say, so that an outage fills no memory. Safe for use by many threads.
 */
final class InDoubt {
    /** How many are known one by one at a time, so that they take some ten megabytes at most. */
    static final int MOST = 100_000;

    private final int most;
    private final Set<Long> contents = ConcurrentHashMap.newKeySet();

    InDoubt(int most) {
        this.most = most;
    }

    /** @return whether it is one more; also each time one comes that is too many to be known */
    boolean add(Row row) {
        long content = row.content();
        return !contents.contains(content) && (contents.size() >= most || contents.add(content));
    }

    /** @return whether it was in doubt until now */
    boolean settle(Row row) {
        // Nearly always, and then no digest is needed.
        return !contents.isEmpty() && contents.remove(row.content());
    }
}
