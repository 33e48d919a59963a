package fr.beffroi.metering.internal;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What a commune's counter said, as it was stored.
 *
 * @param at when its page was asked for, microseconds
 * @param address of the page
 * @param counter with its labels
 * @param value exact, at most six decimals; {@link #ENDED} once it is no longer read, and only what it owes is still to be delivered
 */
record Sample(Series series, long at, String address, String counter, BigDecimal value) {
    /** What no counter says. */
    static final BigDecimal ENDED = BigDecimal.ONE.negate();

    static Sample from(ResultSet columns) throws SQLException {
        return new Sample(
                Series.from(columns),
                columns.getLong("at"),
                columns.getString("address"),
                columns.getString("counter"),
                new BigDecimal(columns.getString("value")));
    }

    /** Whether both are of one counter, so that the one goes on from the other. */
    boolean goesOnFrom(Sample before) {
        return before.value.signum() >= 0 && address.equals(before.address) && counter.equals(before.counter);
    }
}
