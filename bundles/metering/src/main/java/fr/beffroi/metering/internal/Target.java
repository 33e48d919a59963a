package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Scrape;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A meter of the catalogue that the house reads itself, for all communes. */
record Target(String offering, String meter, Scrape scrape) {
    /** Enough for clocks that differ a little and a round that comes late. */
    private static final long BEFORE_THE_HOUR = TimeUnit.SECONDS.toMicros(30);

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

    /**
     * Time goes by in slots of the length at which it is read; of each slot one sample is kept, whoever reads. They begin a little before
     * full minutes and hours: what was used in an hour is read before it ends, and counts in it.
     */
    long slot(long micros) {
        return Math.floorDiv(micros + Math.min(BEFORE_THE_HOUR, length() / 2), length());
    }

    /** Whether there is a slot between those of two samples that follow each other, so one without a sample. */
    boolean isLate(long before, long now) {
        return slot(now) - slot(before) > 1;
    }

    private long length() {
        return TimeUnit.SECONDS.toMicros(scrape.every().toSeconds());
    }

    @Override
    public String toString() {
        return offering + "/" + meter;
    }
}
