package fr.beffroi.costs.internal;

import fr.beffroi.api.Conversion;
import fr.beffroi.api.Meter;
import fr.beffroi.metering.Figure;
import fr.beffroi.metering.Level;
import fr.beffroi.metering.Seal;
import fr.beffroi.metering.Total;

/** How the units of a meter were counted, in a sentence that communes read. */
final class Basis {
    private Basis() {}

    static String of(Seal seal, Figure figure, Meter meter) {
        Total total = seal.total();
        return French.count(total.readings(), "relevé") + " du compteur " + meter.name()
                + (total.withdrawn() == 0 ? "" : ", dont " + total.withdrawn() + " repris")
                + aggregation(meter.aggregation())
                + (seal.level().flatMap(Level::carried).isEmpty() ? "" : ", avec le niveau relevé avant le mois")
                + figure.conversion().map(rule -> conversion(rule, meter)).orElse("");
    }

    private static String aggregation(Meter.Aggregation aggregation) {
        return switch (aggregation) {
            case SUM, COUNT -> "";
            case MAX -> ", le plus grand";
            case LAST -> ", le dernier";
            case TIME_WEIGHTED -> ", en moyenne sur la durée du mois";
            case UNIQUE -> ", éléments distincts";
        };
    }

    private static String conversion(Conversion rule, Meter meter) {
        return ", converti par la règle " + rule.version() + " (" + French.number(rule.amount()) + " " + meter.unit()
                + " = " + French.number(rule.makes()) + " " + rule.unit() + ")";
    }
}
