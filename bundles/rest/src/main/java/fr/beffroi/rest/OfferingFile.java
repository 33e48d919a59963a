package fr.beffroi.rest;

import fr.beffroi.api.Conversion;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Outgoing;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Scrape;
import fr.beffroi.api.Terms;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code catalogue/{name}.yaml}: a service of the catalogue. */
final class OfferingFile {
    private static final Map<String, Meter.Aggregation> AGGREGATIONS = Map.of(
            "sum",
            Meter.Aggregation.SUM,
            "count",
            Meter.Aggregation.COUNT,
            "max",
            Meter.Aggregation.MAX,
            "last",
            Meter.Aggregation.LAST,
            "time-weighted",
            Meter.Aggregation.TIME_WEIGHTED,
            "unique",
            Meter.Aggregation.UNIQUE);
    private static final Map<String, FunctionalUnit.Basis> BASES =
            Map.of("population", FunctionalUnit.Basis.POPULATION, "subscription", FunctionalUnit.Basis.SUBSCRIPTION);

    private OfferingFile() {}

    static Optional<Offering> read(Fields fields, String fileName) {
        fields.only(
                "id",
                "name",
                "title",
                "description",
                "tags",
                "bundle",
                "open-to-visitors",
                "outgoing",
                "terms",
                "meters",
                "units",
                "plans");
        String id = fields.text("id");
        fields.once("service id", "id");
        String name = fields.text("name");
        if (name != null && !name.equals(fileName)) {
            fields.wrong(
                    fields.line("name"),
                    "the file is named " + fileName + ".yaml, but the service in it " + name + ".");
        }
        String title = fields.text("title");
        String description = fields.text("description");
        List<String> tags = fields.texts("tags");
        Optional<HostedBundle> hosted = fields.nested("bundle", OfferingFile::bundle);
        boolean open = fields.yes("open-to-visitors");
        Outgoing outgoing = fields.nested("outgoing", OfferingFile::outgoing).orElse(Outgoing.NONE);
        Terms terms = fields.nested("terms", OfferingTerms::read).orElse(Terms.PLAIN);
        List<Meter> meters = fields.each("meters", OfferingFile::meter);
        List<FunctionalUnit> units = fields.each("units", OfferingFile::unit);
        List<Plan> plans = fields.each("plans", OfferingFile::plan);
        return fields.build(() ->
                new Offering(id, name, title, description, tags, hosted, open, outgoing, terms, meters, units, plans));
    }

    private static Optional<HostedBundle> bundle(Fields fields) {
        fields.only("name", "version", "other-versions");
        String name = fields.text("name");
        String version = fields.text("version");
        List<String> others = fields.texts("other-versions");
        return fields.build(() -> new HostedBundle(name, version, others));
    }

    private static Optional<Outgoing> outgoing(Fields fields) {
        fields.only("hosts", "per-minute");
        List<String> hosts = fields.texts("hosts");
        Long perMinute = fields.value("per-minute", Scalars.whole(9));
        return fields.build(() -> new Outgoing(hosts, Math.toIntExact(perMinute)));
    }

    private static Optional<Meter> meter(Fields fields) {
        fields.only("name", "title", "unit", "aggregation", "conversions", "rhythm", "scrape");
        String name = fields.text("name");
        String title = fields.text("title");
        String unit = fields.text("unit");
        Meter.Aggregation aggregation = fields.value("aggregation", Scalars.oneOf(AGGREGATIONS));
        List<Conversion> conversions = fields.each("conversions", OfferingFile::conversion);
        Optional<Duration> rhythm = fields.optional("rhythm", Scalars::rhythm);
        Optional<Scrape> scrape = fields.nested("scrape", OfferingFile::scrape);
        return fields.build(() -> new Meter(name, title, unit, aggregation, conversions, rhythm, scrape));
    }

    private static Optional<Scrape> scrape(Fields fields) {
        fields.only("address", "counter", "tenant-label", "labels", "every");
        URI address = fields.value("address", Scalars::address);
        String counter = fields.text("counter");
        String tenantLabel = fields.text("tenant-label");
        Map<String, String> labels =
                fields.nested("labels", OfferingFile::labels).orElse(Map.of());
        Duration every = fields.value("every", Scalars::lengthOfTime);
        return fields.build(() -> new Scrape(address, counter, tenantLabel, labels, every));
    }

    private static Optional<Map<String, String>> labels(Fields fields) {
        Map<String, String> byName = fields.map(Function.identity());
        return fields.build(() -> byName);
    }

    private static Optional<Conversion> conversion(Fields fields) {
        fields.only("version", "from", "amount", "makes", "unit");
        Long version = fields.value("version", Scalars.whole(9));
        LocalDate from = fields.value("from", Scalars::day);
        Long amount = fields.value("amount", Scalars.whole(16), 1L);
        Long makes = fields.value("makes", Scalars.whole(16), 1L);
        String unit = fields.text("unit");
        return fields.build(() -> new Conversion(Math.toIntExact(version), from, amount, makes, unit));
    }

    /** Counted by a meter, or from a basis; never both. */
    private static Optional<FunctionalUnit> unit(Fields fields) {
        fields.only("name", "title", "meter", "basis", "per");
        String name = fields.text("name");
        String title = fields.text("title");
        Optional<String> meter = fields.optionalText("meter");
        FunctionalUnit.Basis basis =
                fields.value("basis", Scalars.oneOf(BASES), meter.isPresent() ? FunctionalUnit.Basis.METER : null);
        Long per = fields.value("per", Scalars.whole(18), 1L);
        if (meter.isEmpty() && basis == null) {
            fields.wrong(fields.line(), "a functional unit names a meter, or a basis: population or subscription.");
        }
        return fields.build(() -> new FunctionalUnit(name, title, basis, meter, per));
    }

    private static Optional<Plan> plan(Fields fields) {
        fields.only("id", "name", "description", "provisional-unit-costs", "parameters", "bindable", "plan-updateable");
        String id = fields.text("id");
        fields.once("plan id", "id");
        String name = fields.text("name");
        String description = fields.text("description");
        Map<String, BigDecimal> unitCosts =
                fields.nested("provisional-unit-costs", OfferingFile::unitCosts).orElse(Map.of());
        Optional<String> parameters = ParameterSchema.read(fields, "parameters");
        Optional<Boolean> bindable = fields.optional("bindable", Scalars::yesOrNo);
        Optional<Boolean> updateable = fields.optional("plan-updateable", Scalars::yesOrNo);
        return fields.build(() -> new Plan(id, name, description, unitCosts, parameters, bindable, updateable));
    }

    private static Optional<Map<String, BigDecimal>> unitCosts(Fields fields) {
        Map<String, BigDecimal> byUnit = fields.map(Scalars::unitCost);
        return fields.build(() -> byUnit);
    }
}
