package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Scrape;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A meter of the catalogue that the house reads itself, for all communes. */
record Target(String offering, String meter, Scrape scrape) {

    static List<Target> in(List<Offering> catalogue) {
        return catalogue.stream()
                .flatMap(offering -> offering.meters().stream()
                        .flatMap(meter -> meter.scrape().stream()
                                .map(scrape -> new Target(offering.name(), meter.name(), scrape))))
                .toList();
    }

    /** @param at when the page was asked for, microseconds */
    Sample sample(Insee tenant, long at, BigDecimal value) {
        return new Sample(
                Series.of(tenant, offering, meter), at, scrape.address().toString(), scrape.of(tenant), value);
    }

    /** Time goes by in slots of the length at which it is read; of each slot one sample is kept, whoever reads. */
    long slot(long micros) {
        return Math.floorDiv(micros, length());
    }

    /** Whether a sample should have been taken between two that follow each other; a moment more or less is none too many. */
    boolean isLate(long before, long now) {
        return now - before > 2 * length();
    }

    private long length() {
        return TimeUnit.SECONDS.toMicros(scrape.every().toSeconds());
    }

    @Override
    public String toString() {
        return offering + "/" + meter;
    }
}
