package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Refusal;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What was used between two samples that are stored, while no reading says so for sure. The reading is the same whenever it is made.
 *
 * @param sample the later one
 * @param since when the earlier one was taken, microseconds
 * @param quantity by how much the counter rose
 */
record Owed(Sample sample, long since, BigDecimal quantity) {

    static Owed from(ResultSet columns) throws SQLException {
        return new Owed(Sample.from(columns), columns.getLong("since"), new BigDecimal(columns.getString("owed")));
    }

    /** @throws Refusal when it is more than a reading can hold */
    Reading reading() {
        Series series = sample.series();
        String name = sample.counter().substring(0, sample.counter().indexOf('{'));
        return new Reading(
                sample.address(),
                series.offering() + "/" + series.meter() + "/" + name + "/" + series.tenant() + "/" + sample.at(),
                new Insee(series.tenant()),
                series.offering(),
                series.meter(),
                Columns.instant(sample.at()),
                quantity);
    }

    Span span() {
        return new Span(since, sample.at());
    }
}
