package fr.beffroi.api;

/**
 * Something that is counted while a service is used (<i>compteur</i>), declared in the catalogue.
 *
 * @param name unique within its offering: {@code acts-published}
 * @param title in words, French
 * @param unit in words: {@code acte}, {@code octet}
 * @param aggregation how readings become a total
 */
public record Meter(String name, String title, String unit, Aggregation aggregation) {
    /** How the readings of an hour become one number. */
    public enum Aggregation {
        /** The sum of their quantities. */
        SUM,
        /** How many there are, whatever their quantities. */
        COUNT
    }

    public Meter {
        Names.require("meter", name);
        Names.requireText("The meter " + name, "title", title);
        Names.requireText("The meter " + name, "unit", unit);
        java.util.Objects.requireNonNull(aggregation, "aggregation");
    }
}
