package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Charge;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Conversion;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Outgoing;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Role;
import fr.beffroi.api.Scrape;
import fr.beffroi.api.Terms;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FolderReaderTest {
    private static final String NIMES = """
            # La ville centre
            insee: "30189"
            siren: 213001894
            name: Nîmes
            population: 151839
            postal-codes: ["30000", 30900]
            accounts:
              - uid: jeanne.martin
                name: Jeanne Martin
                mail: jeanne.martin@nimes.example
                role: contact
              - uid: paul
                name: Paul
                mail: paul@nimes.example
                role: agent
            convention:
              number: 2026-014
              signed: 2026-01-15
              deliberation: 2025-12-08
              deliberated: 2025-12-11
              document: abababababababababababababababababababababababababababababababab
            """;
    private static final String ACTES = """
            id: of-actes
            name: actes
            title: Actes et délibérations
            description: Publication des actes.
            tags: [actes]
            bundle:
              name: fr.beffroi.service.actes
              version: 1.0.0
              other-versions: [1.1.0, 0.9.0]
            open-to-visitors: true
            terms:
              plan-updateable: true
              notice-days: 30
              population: {least: 500, most: 20000}
              prerequisites: [messagerie]
              places: 12
              binding: {access: instance, rotatable: true, lifetime-days: 365, renewal-days: 30}
            meters:
              - name: acts-published
                title: Actes publiés
                unit: acte
                aggregation: count
            units:
              - name: acte
                title: acte publié
                meter: acts-published
              - name: habitant-jour
                title: habitant, par jour
                basis: population
            plans:
              - id: pl-standard
                name: standard
                description: Pour tous.
                provisional-unit-costs:
                  acte: 7.90
                  habitant-jour: 0.00075
                parameters:
                  type: object
                  $schema: https://json-schema.org/draft/2020-12/schema
                  properties:
                    titre: {type: string, maxLength: 100, default: "100", examples: [Nos actes, null, 0.5]}
                  additionalProperties: false
                bindable: false
                plan-updateable: true
            """;
    private static final String PORTAL = """
            name: vistre
            title: Portail du Vistre
            communes: ["30189", 01053]
            """;
    private static final String OCTOBER = """
            period: 2026-10
            pools:
              - offering: actes
                unit: acte
                charges:
                  - family: personnel
                    label: Un agent
                    amount: 1842.37
                    evidence: Paie 118
                  - family: service-contracts
                    label: Avoir
                    amount: -0.5
                    evidence: Facture 7
                  - family: supplies
                    label: Fleurs
                    amount: 12
                    evidence: Facture 8
                    excluded: Sans lien avec le service
            """;

    private final Map<String, String> files = new TreeMap<>(Map.of(
            "intercommunality.yaml",
            "siren: 243000643\nname: Nîmes Métropole\n",
            "communes/30189.yaml",
            NIMES,
            "catalogue/actes.yaml",
            ACTES,
            "charges/2026-10.yaml",
            OCTOBER,
            "platforms/vistre.yaml",
            PORTAL));

    @Test
    void aWholeFolderIsRead() {
        Declaration declaration = FolderReader.read(files);

        assertEquals("Nîmes Métropole", declaration.intercommunality().name());
        Declaration.Household nimes = declaration.households().get(0);
        assertEquals(new Insee("30189"), nimes.commune().insee());
        assertEquals("213001894", nimes.commune().siren().number());
        assertEquals(151839, nimes.commune().population());
        assertEquals(List.of("30000", "30900"), nimes.commune().postalCodes());
        assertEquals(
                List.of(
                        new Declaration.Person(
                                "jeanne.martin", "Jeanne Martin", "jeanne.martin@nimes.example", Role.CONTACT),
                        new Declaration.Person("paul", "Paul", "paul@nimes.example", Role.AGENT)),
                nimes.people());

        assertEquals(
                Optional.of(new Convention(
                        new Insee("30189"),
                        "2026-014",
                        LocalDate.of(2026, 1, 15),
                        "2025-12-08",
                        LocalDate.of(2025, 12, 11),
                        "ab".repeat(32))),
                nimes.convention());

        Offering actes = declaration.offerings().get(0);
        assertEquals(
                Optional.of(new HostedBundle("fr.beffroi.service.actes", "1.0.0", List.of("1.1.0", "0.9.0"))),
                actes.hosted());
        assertEquals(
                new Terms(
                        false,
                        true,
                        Optional.of(new Terms.BindingTerms(
                                Terms.BindingTerms.Access.INSTANCE, true, OptionalInt.of(365), 30)),
                        false,
                        30,
                        new Terms.Population(OptionalInt.of(500), OptionalInt.of(20_000)),
                        List.of("messagerie"),
                        OptionalInt.of(12)),
                actes.terms());
        assertEquals(Optional.of(false), actes.plans().get(0).bindable());
        assertEquals(Optional.of(true), actes.plans().get(0).planUpdateable());
        assertEquals(
                List.of(new Platform(
                        "vistre", "Portail du Vistre", Optional.of(Set.of(new Insee("30189"), new Insee("01053"))))),
                declaration.platforms());
        assertTrue(actes.openToVisitors());
        assertEquals(Meter.Aggregation.COUNT, actes.meters().get(0).aggregation());
        assertEquals(Optional.empty(), actes.meters().get(0).rhythm());
        assertEquals(1, actes.units().get(0).per());
        assertEquals(FunctionalUnit.Basis.METER, actes.units().get(0).basis());
        assertEquals(FunctionalUnit.Basis.POPULATION, actes.units().get(1).basis());
        assertEquals(
                Map.of("acte", new BigDecimal("7.90"), "habitant-jour", new BigDecimal("0.00075")),
                actes.plans().get(0).provisionalUnitCosts());

        CostPool pool = declaration.charges().get(0);
        assertEquals(YearMonth.of(2026, 10), pool.period());
        assertEquals(
                List.of(184237L, -50L, 1200L),
                pool.charges().stream().map(Charge::cents).toList());
        assertEquals(184187L, pool.eligibleCents());
    }

    @Test
    void aSchemaBecomesJsonWithItsKeysInOrderAndItsNumbersAndTruthValues() {
        assertEquals(
                Optional.of("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
                        + "\"additionalProperties\":false,"
                        + "\"properties\":{\"titre\":{\"default\":\"100\",\"examples\":[\"Nos actes\",null,0.5],\"maxLength\":100,"
                        + "\"type\":\"string\"}},\"type\":\"object\"}"),
                FolderReader.read(files).offerings().get(0).plans().get(0).parameters());
    }

    @Test
    void aSchemaSaysWhichItIsRefersToNothingOutsideAndHoldsWhatJsonCan() {
        change("catalogue/actes.yaml", "      $schema: https://json-schema.org/draft/2020-12/schema\n", "");
        change("catalogue/actes.yaml", "maxLength: 100", "maxLength: 1e999999999");
        change("catalogue/actes.yaml", "additionalProperties: false", "$ref: https://example.org/schema");
        assertMistakes(
                "catalogue/actes.yaml, line 38: \"parameters\" has to say with \"$schema\"",
                "catalogue/actes.yaml, line 40: \"1e999999999\" isn't a number",
                "catalogue/actes.yaml, line 41: a schema here refers to nothing outside itself");
        files.put("catalogue/actes.yaml", ACTES);
        change("catalogue/actes.yaml", "maxLength: 100", "maxLength: .inf, maxLength: 3");
        assertMistakes(
                "catalogue/actes.yaml, line 41: \".inf\" isn't a number",
                "catalogue/actes.yaml, line 41: the key \"maxLength\" stands here twice.");
        files.put("catalogue/actes.yaml", ACTES);
        change("catalogue/actes.yaml", "Nos actes", "x".repeat(64 << 10));
        assertMistakes("catalogue/actes.yaml, line 38: \"parameters\" is larger than a schema may be: 65536 bytes.");
        files.put(
                "catalogue/actes.yaml",
                ACTES.substring(0, ACTES.indexOf("    parameters:")) + "    parameters: [object]\n");
        assertMistakes("catalogue/actes.yaml, line 37: \"parameters\" is a JSON Schema");
    }

    @Test
    void aPlatformActsForAllOrForThoseItNames() {
        change("platforms/vistre.yaml", "[\"30189\", 01053]", "all");
        assertEquals(
                Optional.empty(), FolderReader.read(files).platforms().get(0).communes());
        change("platforms/vistre.yaml", "all", "most");
        assertMistakes("platforms/vistre.yaml, line 3: a list is expected for \"communes\".");
        change("platforms/vistre.yaml", "most", "[nimes, \"30189\"]");
        assertMistakes("platforms/vistre.yaml, line 3: \"nimes\" is not an INSEE code");
        change("platforms/vistre.yaml", "communes: [nimes, \"30189\"]", "communes:");
        change("platforms/vistre.yaml", "name: vistre", "name: gard");
        assertMistakes("platforms/vistre.yaml, line 1: the file is named vistre.yaml, but the platform in it gard.");
        change("platforms/vistre.yaml", "name: gard", "name: vistre");
        assertMistakes("platforms/vistre.yaml, line 1: The platform vistre acts for no commune at all.");
    }

    @Test
    void mistakesOfTermsAndConventionsAreNamedWithTheirLine() {
        change("catalogue/actes.yaml", "notice-days: 30", "notice-days: 4000");
        change("communes/30189.yaml", "signed: 2026-01-15", "signed: 2025-02-29");
        change("communes/30189.yaml", "deliberated:", "debated:");
        assertMistakes(
                "catalogue/actes.yaml, line 12: A notice is 0 to 3650 days",
                "communes/30189.yaml, line 17: the key \"deliberated\" is missing",
                "communes/30189.yaml, line 18: \"2025-02-29\" is not a day",
                "communes/30189.yaml, line 20: the key \"debated\" isn't known here");
        files.put("catalogue/actes.yaml", ACTES);
        files.put("communes/30189.yaml", NIMES);
        change("catalogue/actes.yaml", "access: instance", "access: door");
        change("catalogue/actes.yaml", "least: 500", "least: few");
        change("catalogue/actes.yaml", "places: 12", "places: -1");
        change("communes/30189.yaml", "signed: 2026-01-15", "signed: 2025-12-10");
        assertMistakes(
                "catalogue/actes.yaml, line 14: \"few\" is not a whole number",
                "catalogue/actes.yaml, line 16: \"-1\" is not a whole number",
                "catalogue/actes.yaml, line 17: \"door\" is not one of directory, instance.",
                "communes/30189.yaml, line 17: The convention of 30189 can't be signed");
        files.put("communes/30189.yaml", NIMES);
        files.put(
                "catalogue/actes.yaml", ACTES.replace("plan-updateable: true\n  notice", "immediate: true\n  notice"));
        assertMistakes("catalogue/actes.yaml, line 1: The service actes is hosted");
    }

    @Test
    void codesAreTakenAsTheyStandQuotedOrNot() {
        String bourg = NIMES.replace("\"30189\"", "01053")
                .replace("213001894", "210100533")
                .replace("[\"30000\", 30900]", "[01000]");
        Declaration.Household household = FolderReader.read(Map.of(
                        "intercommunality.yaml", files.get("intercommunality.yaml"), "communes/01053.yaml", bourg))
                .households()
                .get(0);
        assertEquals("01053", household.commune().insee().code());
        assertEquals(List.of("01000"), household.commune().postalCodes());
    }

    @Test
    void theFileOfTheIntercommunalityIsNeeded() {
        files.remove("intercommunality.yaml");
        assertMistakes("intercommunality.yaml, line 1: this file is missing");
    }

    @Test
    void theFolderOfTheDemonstrationIsRead() throws IOException {
        Path folder = Path.of("../../tenants/nimes-metropole");
        Map<String, String> demonstration = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path :
                    paths.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                demonstration.put(folder.relativize(path).toString().replace('\\', '/'), Files.readString(path));
            }
        }
        Declaration declaration = FolderReader.read(demonstration);
        assertEquals(39, declaration.households().size());
        assertTrue(declaration.offerings().size() >= 5);
        assertEveryRuleHasSomethingToBiteOn(declaration);
    }

    private static void assertEveryRuleHasSomethingToBiteOn(Declaration declaration) {
        assertOne(declaration, "immediate", offering -> offering.terms().immediate());
        assertOne(declaration, "asynchronous", offering -> !offering.terms().immediate());
        assertOne(
                declaration,
                "not bindable",
                offering -> offering.terms().binding().isEmpty());
        assertOne(declaration, "bound to the instance", binds(Terms.BindingTerms.Access.INSTANCE));
        assertOne(declaration, "bound to the directory", binds(Terms.BindingTerms.Access.DIRECTORY));
        assertOne(
                declaration,
                "rotatable and expiring",
                offering -> offering.terms()
                        .binding()
                        .filter(binding ->
                                binding.rotatable() && binding.lifetimeDays().isPresent())
                        .isPresent());
        assertOne(
                declaration,
                "of two plans that can change",
                offering ->
                        offering.terms().planUpdateable() && offering.plans().size() > 1);
        assertOne(
                declaration,
                "of two plans that can't",
                offering ->
                        !offering.terms().planUpdateable() && offering.plans().size() > 1);
        assertOne(
                declaration,
                "with parameters",
                offering -> offering.plans().stream()
                        .anyMatch(plan -> plan.parameters().isPresent()));
        assertOne(
                declaration, "approved one by one", offering -> offering.terms().approval());
        assertOne(declaration, "under notice", offering -> offering.terms().noticeDays() > 0);
        assertOne(
                declaration,
                "for small communes only",
                offering -> offering.terms().population().most().isPresent());
        assertOne(
                declaration,
                "after another",
                offering -> !offering.terms().prerequisites().isEmpty());
        assertOne(
                declaration,
                "with places",
                offering -> offering.terms().places().isPresent());
        assertOne(declaration, "free", offering -> offering.plans().stream().noneMatch(Plan::paid));
        assertTrue(
                declaration.platforms().stream()
                        .anyMatch(platform -> platform.communes().isPresent()),
                "a platform for some communes only");
        assertTrue(
                declaration.households().stream()
                        .anyMatch(household -> household.convention().isEmpty()),
                "a commune whose orders wait for its convention");
    }

    private static Predicate<Offering> binds(Terms.BindingTerms.Access access) {
        return offering -> offering.terms()
                .binding()
                .filter(binding -> binding.access() == access)
                .isPresent();
    }

    private static void assertOne(Declaration declaration, String what, Predicate<Offering> rule) {
        assertTrue(declaration.offerings().stream().anyMatch(rule), "an offering " + what);
    }

    @Test
    void aMeterOfLevelsHasRulesOfConversionByDate() {
        change("catalogue/actes.yaml", "aggregation: count", """
                aggregation: time-weighted
                    conversions:
                      - {version: 1, from: 2026-01-01, amount: 1000000, unit: Mo}
                      - {version: 2, from: 2027-01-01, amount: 3, makes: 2, unit: lot}""");
        Meter meter = FolderReader.read(files).offerings().get(0).meters().get(0);
        assertEquals(Meter.Aggregation.TIME_WEIGHTED, meter.aggregation());
        assertEquals(
                List.of(
                        new Conversion(1, LocalDate.of(2026, 1, 1), 1_000_000, 1, "Mo"),
                        new Conversion(2, LocalDate.of(2027, 1, 1), 3, 2, "lot")),
                meter.conversions());
    }

    @Test
    void aRuleOfConversionThatCannotHoldIsRefusedWithItsLine() {
        String plain = files.get("catalogue/actes.yaml");
        Map<String, String> mistakes = Map.of(
                "{version: 1, from: 2026-01-02, unit: Mo}", "line 24: The conversion 1 begins on 2026-01-02, but",
                "{version: 1, from: 2026-01-01, amount: 0, unit: Mo}", "line 24: The conversion 1 says how much",
                "{version: 0, from: 2026-01-01, unit: Mo}", "line 24: The versions of a conversion count from 1.",
                "{version: 2, from: 2026-01-01, unit: Mo}", "line 19: The conversions of the meter acts-published are",
                "{version: 1, from: 2026-01-01, unit: Mo, factor: 2}", "line 24: the key \"factor\" isn't known here");
        mistakes.forEach((rule, mistake) -> {
            files.put("catalogue/actes.yaml", plain);
            change(
                    "catalogue/actes.yaml",
                    "aggregation: count",
                    "aggregation: count\n    conversions:\n      - " + rule);
            assertMistakes("catalogue/actes.yaml, " + mistake);
        });
    }

    @Test
    void everyMistakeOfEveryFileIsToldAtOnce() {
        change("communes/30189.yaml", "151839", "many");
        change("communes/30189.yaml", "role: agent", "role: boss");
        change("catalogue/actes.yaml", "aggregation: count", "aggregation: guess");
        change("charges/2026-10.yaml", "1842.37", "1842.375");
        assertMistakes(
                "catalogue/actes.yaml, line 22: \"guess\" is not one of count, last, max, sum, time-weighted, unique.",
                "charges/2026-10.yaml, line 8: \"1842.375\" is not an amount in euros with at most two decimals",
                "communes/30189.yaml, line 5: \"many\" is not a whole number",
                "communes/30189.yaml, line 15: \"boss\" is not one of agent, contact.");
    }

    @Test
    void whatIsNotWellFormedIsNamedWithItsLine() {
        files.put("communes/30189.yaml", "insee: \"30189\"\nname: [Nîmes\nsiren: 1\n");
        assertMistakes("communes/30189.yaml, line 3: this is not well-formed YAML");
        files.put("communes/30189.yaml", "insee: \"30189\"\n\tname: Nîmes\n");
        assertMistakes("communes/30189.yaml, line 2: this is not well-formed YAML");
        files.put("communes/30189.yaml", "- a\n- b\n");
        assertMistakes("communes/30189.yaml, line 1: keys and values are expected");
        files.put("communes/30189.yaml", "");
        assertMistakes("communes/30189.yaml, line 1: keys and values are expected");
        files.put("communes/30189.yaml", NIMES + "---\nname: another\n");
        assertMistakes("communes/30189.yaml, line 22: this is not well-formed YAML");
    }

    @Test
    void anchorsAliasesAndTagsAreRefused() {
        change("communes/30189.yaml", "name: Nîmes", "name: &city Nîmes");
        change("communes/30189.yaml", "name: Paul", "name: *city");
        change("communes/30189.yaml", "population: 151839", "population: !!int 151839");
        assertMistakes(
                "communes/30189.yaml, line 4: the anchor &city isn't read here",
                "communes/30189.yaml, line 5: the tag tag:yaml.org,2002:int isn't read here",
                "communes/30189.yaml, line 13: the alias *city isn't read here");
    }

    @Test
    void endlessNestingIsRefused() {
        files.put("communes/30189.yaml", "name: " + "[".repeat(50_000));
        assertMistakes("communes/30189.yaml, line 1: this is nested deeper");
    }

    @Test
    void unknownMissingAndDoubledKeysAreNamed() {
        change("communes/30189.yaml", "name: Nîmes", "nom: Nîmes");
        change("communes/30189.yaml", "uid: paul", "uid: paul\n    uid: paule");
        change("catalogue/actes.yaml", "title: acte publié", "title:");
        assertMistakes(
                "catalogue/actes.yaml, line 25: the key \"title\" is missing, or nothing stands behind it.",
                "communes/30189.yaml, line 2: the key \"name\" is missing",
                "communes/30189.yaml, line 4: the key \"nom\" isn't known here",
                "communes/30189.yaml, line 13: the key \"uid\" stands here twice.");
    }

    @Test
    void aServiceSaysWhichServersOutsideItAsks() {
        change(
                "catalogue/actes.yaml",
                "open-to-visitors: true",
                "open-to-visitors: true\noutgoing: {hosts: [api.insee.fr, 'sae.example.fr:8443'], per-minute: 30}");
        assertEquals(
                new Outgoing(List.of("api.insee.fr", "sae.example.fr:8443"), 30),
                FolderReader.read(files).offerings().get(0).outgoing());
    }

    @Test
    void aServerWithoutANameIsNamed() {
        change(
                "catalogue/actes.yaml",
                "open-to-visitors: true",
                "open-to-visitors: true\noutgoing: {hosts: ['https://api.insee.fr/'], per-minute: 30}");
        assertMistakes("catalogue/actes.yaml, line 11: \"https://api.insee.fr/\" is not the name of a server");
    }

    @Test
    void aValueOfTheWrongShapeIsNamed() {
        change("communes/30189.yaml", "[\"30000\", 30900]", "30000");
        change("communes/30189.yaml", "name: Nîmes", "name: [Nîmes]");
        change("catalogue/actes.yaml", "tags: [actes]", "tags: [[actes]]");
        change("catalogue/actes.yaml", "open-to-visitors: true", "open-to-visitors: yes");
        change("charges/2026-10.yaml", "  - offering: actes\n    unit: acte\n", "  - actes\n  - unit: acte\n");
        assertMistakes(
                "catalogue/actes.yaml, line 5: \"tags\" is a list of single values.",
                "catalogue/actes.yaml, line 10: \"yes\" is not one of false, true.",
                "charges/2026-10.yaml, line 3: each item of \"pools\" has keys and values of its own.",
                "charges/2026-10.yaml, line 4: the key \"offering\" is missing",
                "communes/30189.yaml, line 4: one value is expected for \"name\"",
                "communes/30189.yaml, line 6: a list is expected for \"postal-codes\".");
    }

    @Test
    void whatTheHouseRefusesIsNamedWithItsLine() {
        change("communes/30189.yaml", "213001894", "213001895");
        change("communes/30189.yaml", "paul@nimes.example", "paul");
        change("catalogue/actes.yaml", "version: 1.0.0", "version: 1.0");
        change("charges/2026-10.yaml", "period: 2026-10", "period: 2026-13");
        assertMistakes(
                "catalogue/actes.yaml, line 7: \"1.0\" is not the version of a service bundle",
                "charges/2026-10.yaml, line 1: \"2026-13\" is not a month",
                "communes/30189.yaml, line 3: \"213001895\" is not a SIREN: its check digit is wrong",
                "communes/30189.yaml, line 12: The account paul needs a mail address");
    }

    @Test
    void aMeterMayHaveARhythmThatDividesADay() {
        change("catalogue/actes.yaml", "aggregation: count\n", "aggregation: count\n    rhythm: P1D\n");
        assertEquals(
                Optional.of(Duration.ofDays(1)),
                FolderReader.read(files).offerings().get(0).meters().get(0).rhythm());
        change("catalogue/actes.yaml", "rhythm: P1D", "rhythm: PT5H");
        assertMistakes("catalogue/actes.yaml, line 19: The meter acts-published has the rhythm PT5H, but");
        change("catalogue/actes.yaml", "rhythm: PT5H", "rhythm: daily");
        assertMistakes("catalogue/actes.yaml, line 23: \"daily\" is not a rhythm such as PT1H");
    }

    @Test
    void aMeterMayBeReadFromACounter() {
        String scrape = """
                aggregation: sum
                    rhythm: PT1H
                    scrape:
                      address: http://actes.example:9100/metrics
                      counter: acts_published_total
                      tenant-label: insee
                      labels: {kind: deliberation, final: "true"}
                      every: PT1M
                """;
        change("catalogue/actes.yaml", "aggregation: count\n", scrape);
        assertEquals(
                Optional.of(new Scrape(
                        URI.create("http://actes.example:9100/metrics"),
                        "acts_published_total",
                        "insee",
                        Map.of("kind", "deliberation", "final", "true"),
                        Duration.ofMinutes(1))),
                FolderReader.read(files).offerings().get(0).meters().get(0).scrape());
        change("catalogue/actes.yaml", "PT1M", "minutely");
        change("catalogue/actes.yaml", "http://actes", "http:// actes");
        assertMistakes(
                "catalogue/actes.yaml, line 25: \"http:// actes.example:9100/metrics\" is not an address such as",
                "catalogue/actes.yaml, line 29: \"minutely\" is not a length of time such as PT30S");
        change("catalogue/actes.yaml", "minutely", "PT1S");
        change("catalogue/actes.yaml", "http:// actes", "http://actes");
        assertMistakes("catalogue/actes.yaml, line 25: The counter acts_published_total is asked for every PT1S, but");
        change("catalogue/actes.yaml", "PT1S", "PT2H");
        assertMistakes("catalogue/actes.yaml, line 25: The counter acts_published_total is asked for every PT2H, but");
        change("catalogue/actes.yaml", "every: PT2H", "every: PT1H");
        change("catalogue/actes.yaml", "    rhythm: PT1H\n", "");
        assertMistakes(
                "catalogue/actes.yaml, line 19: The meter acts-published is read from a counter, so it needs a rhythm");
        change("catalogue/actes.yaml", "aggregation: sum\n", "aggregation: sum\n    rhythm: PT1H\n");
        change("catalogue/actes.yaml", "every: PT1H", "interval: PT1H");
        assertMistakes(
                "catalogue/actes.yaml, line 25: the key \"every\" is missing, or nothing stands behind it.",
                "catalogue/actes.yaml, line 29: the key \"interval\" isn't known here; the keys are address, counter,"
                        + " tenant-label, labels, every.");
    }

    @Test
    void aUnitIsCountedByAMeterOrFromABasis() {
        change("catalogue/actes.yaml", "    meter: acts-published\n", "");
        change("catalogue/actes.yaml", "    basis: population\n", "    basis: population\n    meter: acts-published\n");
        assertMistakes(
                "catalogue/actes.yaml, line 24: a functional unit names a meter, or a basis",
                "catalogue/actes.yaml, line 26: The functional unit habitant-jour names a meter exactly when");
    }

    @Test
    void aMeterOrUnitThatIsNotDeclaredIsNamed() {
        change("catalogue/actes.yaml", "meter: acts-published", "meter: pages");
        assertMistakes("catalogue/actes.yaml, line 1: The functional unit acte of actes names the meter \"pages\"");
        files.put("catalogue/actes.yaml", ACTES);
        change("charges/2026-10.yaml", "unit: acte", "unit: page");
        assertMistakes("charges/2026-10.yaml, line 4: the service actes has no functional unit \"page\".");
    }

    @Test
    void aFileIsNamedAfterWhatItHolds() {
        files.put("communes/30007.yaml", files.remove("communes/30189.yaml"));
        files.put("catalogue/acts.yaml", files.remove("catalogue/actes.yaml"));
        files.put("charges/2026-11.yaml", files.remove("charges/2026-10.yaml"));
        assertMistakes(
                "catalogue/acts.yaml, line 2: the file is named acts.yaml, but the service in it actes.",
                "charges/2026-11.yaml, line 1: the file is named 2026-11.yaml, but the period in it is 2026-10.",
                "communes/30007.yaml, line 2: the file is named 30007.yaml, but the INSEE code in it is 30189.");
    }

    @Test
    void aFileThatNobodyReadsIsNamed() {
        files.put("commune/30007.yaml", NIMES);
        files.put("communes/30007.yml", NIMES);
        assertMistakes(
                "commune/30007.yaml, line 1: no such file is read", "communes/30007.yml, line 1: no such file is read");
    }

    @Test
    void whatMayStandOnlyOnceIsNamedWithBothPlaces() {
        files.put("communes/30007.yaml", NIMES.replace("30189", "30007"));
        files.put("catalogue/actes-2.yaml", ACTES.replace("name: actes", "name: actes-2"));
        change("communes/30189.yaml", "uid: paul", "uid: jeanne.martin");
        files.put("charges/2026-10.yaml", OCTOBER + OCTOBER.substring(OCTOBER.indexOf("  - offering")));
        assertMistakes(
                "catalogue/actes.yaml, line 1: the service id of-actes stands already in catalogue/actes-2.yaml, line 1.",
                "catalogue/actes.yaml, line 31: the plan id pl-standard stands already in catalogue/actes-2.yaml, line 31.",
                "charges/2026-10.yaml, line 19: the charges of actes/acte stand in this file twice.",
                "communes/30189.yaml, line 3: the SIREN 213001894 stands already in communes/30007.yaml, line 3.",
                "communes/30189.yaml, line 12: the uid jeanne.martin stands in this file twice.");
    }

    private void change(String file, String from, String to) {
        String before = files.get(file);
        assertTrue(before.contains(from), from);
        files.put(file, before.replace(from, to));
    }

    /** Each mistake found starts with the one expected, in order. */
    private void assertMistakes(String... expected) {
        List<String> found = assertThrows(MistakenFolder.class, () -> FolderReader.read(files)).mistakes().stream()
                .map(Mistake::toString)
                .toList();
        assertEquals(expected.length, found.size(), found::toString);
        for (int i = 0; i < expected.length; i++) {
            assertTrue(found.get(i).startsWith(expected[i]), found.get(i));
        }
    }
}
