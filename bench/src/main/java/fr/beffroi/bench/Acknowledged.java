package fr.beffroi.bench;

import java.math.BigDecimal;
import java.util.concurrent.atomic.LongAdder;

/** What senders were told is on the disk: the totals have to be just this. Safe for use by many threads. */
final class Acknowledged {
    private final LongAdder readings = new LongAdder();
    private final LongAdder quantity = new LongAdder();

    void add(Batch batch) {
        add(batch.size(), batch.quantity());
    }

    /** @param units their quantities together */
    void add(long number, long units) {
        readings.add(number);
        quantity.add(units);
    }

    /**
     * Insists that this was counted, and nothing else.
     *
     * @param where it was counted
     * @param units in which the meter counts
     */
    void require(String where, long counted, BigDecimal units) {
        if (counted != readings.sum() || units.compareTo(BigDecimal.valueOf(quantity.sum())) != 0) {
            throw new IllegalStateException("Acknowledged were " + readings + " readings of " + quantity + ", but "
                    + where + " has " + counted + " of " + units.toPlainString() + ".");
        }
    }
}
