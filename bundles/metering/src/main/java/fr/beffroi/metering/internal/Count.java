package fr.beffroi.metering.internal;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What was counted.
 *
 * @param readings how many readings
 * @param withdrawn how many of them were taken back
 * @param quantity the sum of their quantities in millionths; beyond 64 bits when it has to be
 */
record Count(long readings, long withdrawn, BigInteger quantity) {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    /** Adds hours up in two parts, whole units and millionths, because their sum may be beyond 64 bits. */
    static final String COLUMNS =
            "sum(readings) AS readings, sum(withdrawn) AS withdrawn, sum(quantity / 1000000) AS units,"
                    + " sum(quantity % 1000000) AS millionths";

    /** From {@link #COLUMNS}. */
    static Count from(ResultSet columns) throws SQLException {
        return new Count(
                columns.getLong("readings"),
                columns.getLong("withdrawn"),
                BigInteger.valueOf(columns.getLong("units"))
                        .multiply(MILLION)
                        .add(BigInteger.valueOf(columns.getLong("millionths"))));
    }

    /** Number and sum as findings tell them. */
    static String told(long readings, BigInteger quantity) {
        return readings + (readings == 1 ? " reading" : " readings") + " of together "
                + Columns.quantity(quantity).toPlainString();
    }

    @Override
    public String toString() {
        return told(readings, quantity) + (withdrawn == 0 ? "" : " (" + withdrawn + " taken back)");
    }
}
