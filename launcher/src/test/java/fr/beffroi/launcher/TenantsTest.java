package fr.beffroi.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Account;
import fr.beffroi.api.Charge;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Convention;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of tenants/nimes-metropole say what they should, and pass the rules of the house's own words. */
class TenantsTest {
    private static final Path FOLDER = Path.of("../tenants/nimes-metropole");
    /** Legal municipal population of the intercommunality, as its source adds it up. */
    private static final int INHABITANTS = 264_025;

    @Test
    void allThirtyNineCommunesAreThereWithEveryInhabitant() {
        List<Commune> communes = new ArrayList<>();
        Set<String> logins = new HashSet<>();
        for (Path file : files("communes")) {
            Map<String, Object> map = read(file);
            Insee insee = new Insee(text(map, "insee"));
            assertEquals(insee + ".yaml", file.getFileName().toString());
            communes.add(new Commune(
                    insee,
                    new Siren(text(map, "siren")),
                    text(map, "name"),
                    (Integer) map.get("population"),
                    texts(map.get("postal-codes"))));
            Set<Role> roles = new HashSet<>();
            for (Map<String, Object> person : maps(map.get("accounts"))) {
                Role role = Role.valueOf(text(person, "role").toUpperCase(Locale.ROOT));
                Account account = new Account(
                        UUID.randomUUID(),
                        insee,
                        text(person, "uid"),
                        text(person, "name"),
                        text(person, "mail"),
                        role);
                assertTrue(logins.add(account.uid()), account.uid() + " twice");
                assertTrue(account.mail().endsWith(".example"), account.mail() + " could be somebody's");
                roles.add(role);
            }
            assertEquals(Set.of(Role.CONTACT, Role.AGENT), roles, insee.code());
        }
        assertEquals(39, communes.size());
        assertEquals(39, communes.stream().map(Commune::siren).distinct().count());
        assertEquals(
                INHABITANTS, communes.stream().mapToInt(Commune::population).sum());
    }

    @Test
    void everyConventionIsTheOneWhoseDocumentLiesBeside() throws Exception {
        Set<String> numbers = new HashSet<>();
        for (Path file : files("communes")) {
            Map<String, Object> commune = read(file);
            if (commune.get("convention") == null) {
                continue;
            }
            Insee insee = new Insee(text(commune, "insee"));
            Map<String, Object> map = map(commune.get("convention"));
            Convention convention = new Convention(
                    insee,
                    text(map, "number"),
                    LocalDate.parse(text(map, "signed")),
                    text(map, "deliberation"),
                    LocalDate.parse(text(map, "deliberated")),
                    text(map, "document"));
            byte[] document = Files.readAllBytes(FOLDER.resolve("conventions/" + insee + ".txt"));
            assertEquals(
                    convention.documentSha256(),
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(document)),
                    insee.code());
            String words = new String(document, StandardCharsets.UTF_8);
            assertTrue(words.startsWith("DOCUMENT DE DÉMONSTRATION"), insee.code());
            for (String word : List.of(convention.number(), convention.deliberation(), text(commune, "siren"))) {
                assertTrue(words.contains(word), insee + " " + word);
            }
            assertTrue(numbers.add(convention.number()), convention.number() + " twice");
        }
        assertEquals(files("conventions").size(), numbers.size());
    }

    @Test
    void theIntercommunalityHasARealSiren() {
        Map<String, Object> map = read(FOLDER.resolve("intercommunality.yaml"));
        assertEquals("Nîmes Métropole", new Intercommunality(new Siren(text(map, "siren")), text(map, "name")).name());
    }

    @Test
    void theCatalogueHoldsTogetherAndEveryIdIsUnique() {
        Set<String> ids = new HashSet<>();
        for (Offering offering : catalogue().values()) {
            assertTrue(ids.add(UUID.fromString(offering.id()).toString()), offering.name());
            for (Plan plan : offering.plans()) {
                assertTrue(ids.add(UUID.fromString(plan.id()).toString()), plan.name());
                assertEquals(
                        offering.units().size(),
                        plan.provisionalUnitCosts().size(),
                        "the convention announces a cost for every unit: " + offering.name() + "/" + plan.name());
            }
        }
        assertTrue(catalogue().size() >= 6);
        assertTrue(catalogue().get("actes").openToVisitors());
        assertEquals(
                "fr.beffroi.service.actes",
                catalogue().get("actes").hosted().orElseThrow().symbolicName());
    }

    @Test
    void everyUnitOfEveryServiceHasItsCostsAndOneChargeIsExcludedWithAReason() {
        Set<String> priced = new HashSet<>();
        List<Charge> excluded = new ArrayList<>();
        for (Path file : files("charges")) {
            Map<String, Object> map = read(file);
            YearMonth period = YearMonth.parse(text(map, "period"));
            assertEquals(period + ".yaml", file.getFileName().toString());
            for (Map<String, Object> pool : maps(map.get("pools"))) {
                CostPool costs = new CostPool(
                        period,
                        text(pool, "offering"),
                        text(pool, "unit"),
                        maps(pool.get("charges")).stream()
                                .map(TenantsTest::charge)
                                .toList());
                assertTrue(catalogue().get(costs.offering()).unit(costs.unit()).isPresent(), pool.toString());
                assertTrue(costs.eligibleCents() > 0, pool.toString());
                priced.add(costs.offering() + "/" + costs.unit());
                costs.charges().stream().filter(charge -> !charge.eligible()).forEach(excluded::add);
            }
        }
        Set<String> all = new HashSet<>();
        catalogue()
                .values()
                .forEach(offering -> offering.units().forEach(unit -> all.add(offering.name() + "/" + unit.name())));
        assertEquals(all, priced);
        assertFalse(excluded.isEmpty());
    }

    private static Map<String, Offering> catalogue() {
        Map<String, Offering> offerings = new LinkedHashMap<>();
        for (Path file : files("catalogue")) {
            Offering offering = offering(read(file));
            assertEquals(offering.name() + ".yaml", file.getFileName().toString());
            offerings.put(offering.name(), offering);
        }
        return offerings;
    }

    private static Offering offering(Map<String, Object> map) {
        Optional<fr.beffroi.api.HostedBundle> hosted = Optional.ofNullable(map.get("bundle"))
                .map(TenantsTest::map)
                .map(bundle -> new fr.beffroi.api.HostedBundle(text(bundle, "name"), text(bundle, "version")));
        return new Offering(
                text(map, "id"),
                text(map, "name"),
                text(map, "title"),
                text(map, "description"),
                texts(map.get("tags")),
                hosted,
                Boolean.TRUE.equals(map.get("open-to-visitors")),
                maps(map.get("meters")).stream()
                        .map(meter -> new Meter(
                                text(meter, "name"),
                                text(meter, "title"),
                                text(meter, "unit"),
                                Meter.Aggregation.valueOf(
                                        text(meter, "aggregation").toUpperCase(Locale.ROOT))))
                        .toList(),
                maps(map.get("units")).stream().map(TenantsTest::unit).toList(),
                maps(map.get("plans")).stream().map(TenantsTest::plan).toList());
    }

    private static FunctionalUnit unit(Map<String, Object> unit) {
        Optional<String> meter = Optional.ofNullable(unit.get("meter")).map(String.class::cast);
        return new FunctionalUnit(
                text(unit, "name"),
                text(unit, "title"),
                meter.isPresent()
                        ? FunctionalUnit.Basis.METER
                        : FunctionalUnit.Basis.valueOf(text(unit, "basis").toUpperCase(Locale.ROOT)),
                meter,
                ((Number) unit.getOrDefault("per", 1)).longValue());
    }

    private static Plan plan(Map<String, Object> plan) {
        Map<String, BigDecimal> costs = new LinkedHashMap<>();
        map(plan.getOrDefault("provisional-unit-costs", Map.of()))
                .forEach((unit, cost) -> costs.put(unit, new BigDecimal(cost.toString())));
        return new Plan(text(plan, "id"), text(plan, "name"), text(plan, "description"), costs);
    }

    private static Charge charge(Map<String, Object> charge) {
        return new Charge(
                Charge.Family.valueOf(
                        text(charge, "family").toUpperCase(Locale.ROOT).replace('-', '_')),
                text(charge, "label"),
                new BigDecimal(charge.get("amount").toString())
                        .movePointRight(2)
                        .longValueExact(),
                text(charge, "evidence"),
                Optional.ofNullable(charge.get("excluded")).map(String.class::cast));
    }

    private static List<Path> files(String folder) {
        try (Stream<Path> all = Files.list(FOLDER.resolve(folder))) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> read(Path file) {
        try {
            return map(new Load(LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> map(Object yaml) {
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) yaml).forEach((key, value) -> map.put((String) key, value));
        return map;
    }

    private static List<Map<String, Object>> maps(Object yaml) {
        return ((List<?>) yaml).stream().map(TenantsTest::map).toList();
    }

    private static List<String> texts(Object yaml) {
        return ((List<?>) yaml).stream().map(String.class::cast).toList();
    }

    private static String text(Map<String, Object> map, String key) {
        return (String) map.get(key);
    }
}
