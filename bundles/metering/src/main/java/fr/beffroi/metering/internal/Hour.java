package fr.beffroi.metering.internal;

/** One hour of a series, by its first microsecond: what is totalled. */
record Hour(Series series, long hour) implements Comparable<Hour> {
    @Override
    public int compareTo(Hour other) {
        int bySeries = series.compareTo(other.series);
        return bySeries != 0 ? bySeries : Long.compare(hour, other.hour);
    }
}
