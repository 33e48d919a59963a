package fr.beffroi.rest;

import fr.beffroi.api.Charge;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.Offering;
import java.time.YearMonth;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code charges/{yyyy-MM}.yaml}: what the services cost in one month. */
final class ChargesFile {
    private static final Map<String, Charge.Family> FAMILIES = Map.of(
            "personnel", Charge.Family.PERSONNEL,
            "supplies", Charge.Family.SUPPLIES,
            "renewal", Charge.Family.RENEWAL,
            "service-contracts", Charge.Family.SERVICE_CONTRACTS);

    private ChargesFile() {}

    /** @param catalogue the services of the same folder, read before */
    static Optional<List<CostPool>> read(Fields fields, String fileName, List<Offering> catalogue) {
        fields.only("period", "pools");
        YearMonth period = fields.value("period", Scalars::month);
        if (period != null && !period.toString().equals(fileName)) {
            fields.wrong(
                    fields.line("period"),
                    "the file is named " + fileName + ".yaml, but the period in it is " + period + ".");
        }
        Set<String> pools = new HashSet<>();
        List<CostPool> read = fields.each("pools", pool -> pool(pool, period, pools, catalogue));
        return fields.build(() -> read);
    }

    private static Optional<CostPool> pool(
            Fields fields, YearMonth period, Set<String> pools, List<Offering> catalogue) {
        fields.only("offering", "unit", "charges");
        String offering = fields.text("offering");
        String unit = fields.text("unit");
        if (!pools.add(offering + "/" + unit)) {
            fields.wrong(fields.line(), "the charges of " + offering + "/" + unit + " stand in this file twice.");
        }
        catalogue.stream()
                .filter(declared -> declared.name().equals(offering) && unit != null)
                .filter(declared -> declared.unit(unit).isEmpty())
                .forEach(declared -> fields.wrong(
                        fields.line("unit"), "the service " + offering + " has no functional unit \"" + unit + "\"."));
        List<Charge> charges = fields.each("charges", ChargesFile::charge);
        return period == null ? Optional.empty() : fields.build(() -> new CostPool(period, offering, unit, charges));
    }

    private static Optional<Charge> charge(Fields fields) {
        fields.only("family", "label", "amount", "evidence", "excluded");
        Charge.Family family = fields.value("family", Scalars.oneOf(FAMILIES));
        String label = fields.text("label");
        Long cents = fields.value("amount", Scalars::cents);
        String evidence = fields.text("evidence");
        Optional<String> excluded = fields.optionalText("excluded");
        return fields.build(() -> new Charge(family, label, cents, evidence, excluded));
    }
}
