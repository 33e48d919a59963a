package fr.beffroi.metering.internal;

import fr.beffroi.store.Store;
import java.time.Clock;
import org.jdbi.v3.core.Handle;

/**
 * Divides the hours of arrival that are final from the one that still takes readings. It only moves on, and only while no intake is
 * under way; an intake reads it under its lock, so nothing ever arrives before it, whatever the clocks of the nodes say.
 *
 * @param closedUntil arrivals before are final, microseconds
 * @param sealedUntil arrivals before are sealed in the journal
 */
record Fence(long closedUntil, long sealedUntil) {

    static Fence read(Handle sql) {
        return sql.createQuery("SELECT closed_until, sealed_until FROM metering_fence")
                .map((columns, context) -> new Fence(columns.getLong("closed_until"), columns.getLong("sealed_until")))
                .one();
    }

    /** When what a transaction that holds its lock stores arrives, microseconds. */
    static long arrival(Handle sql, Clock clock) {
        return Math.max(Columns.micros(clock.instant()), read(sql).closedUntil());
    }

    /** Closes the hours that are over, in a transaction of its own; waits for the intakes that are under way. */
    static void moveOn(Store store, Clock clock) {
        long hour = Columns.hourOf(Columns.micros(clock.instant()));
        if (store.read(Fence::read).closedUntil() < hour) {
            store.write(sql -> {
                if (store.dialect() == Store.Dialect.POSTGRESQL) {
                    // Conflicts with the locks of the intakes; see SqlReadings.
                    sql.execute("LOCK TABLE metering_sealed IN ROW EXCLUSIVE MODE");
                }
                return sql.execute("UPDATE metering_fence SET closed_until = ? WHERE closed_until < ?", hour, hour);
            });
        }
    }

    /** Within the decision that seals. */
    static void sealed(Handle sql, long until) {
        sql.execute("UPDATE metering_fence SET sealed_until = ?", until);
    }
}
