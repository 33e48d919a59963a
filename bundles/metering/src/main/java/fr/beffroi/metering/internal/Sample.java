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
 * @param value exact, at most six decimals
 */
record Sample(Series series, long at, String address, String counter, BigDecimal value) {

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
        return address.equals(before.address) && counter.equals(before.counter);
    }
}
