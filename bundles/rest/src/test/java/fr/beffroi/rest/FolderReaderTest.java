package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Charge;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Role;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
            open-to-visitors: true
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
            OCTOBER));

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

        Offering actes = declaration.offerings().get(0);
        assertEquals(Optional.of(new HostedBundle("fr.beffroi.service.actes", "1.0.0")), actes.hosted());
        assertTrue(actes.openToVisitors());
        assertEquals(Meter.Aggregation.COUNT, actes.meters().get(0).aggregation());
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
    }

    @Test
    void everyMistakeOfEveryFileIsToldAtOnce() {
        change("communes/30189.yaml", "151839", "many");
        change("communes/30189.yaml", "role: agent", "role: boss");
        change("catalogue/actes.yaml", "aggregation: count", "aggregation: guess");
        change("charges/2026-10.yaml", "1842.37", "1842.375");
        assertMistakes(
                "catalogue/actes.yaml, line 14: \"guess\" is not one of count, sum.",
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
        assertMistakes("communes/30189.yaml, line 16: this is not well-formed YAML");
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
                "catalogue/actes.yaml, line 17: the key \"title\" is missing, or nothing stands behind it.",
                "communes/30189.yaml, line 2: the key \"name\" is missing",
                "communes/30189.yaml, line 4: the key \"nom\" isn't known here",
                "communes/30189.yaml, line 13: the key \"uid\" stands here twice.");
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
                "catalogue/actes.yaml, line 9: \"yes\" is not one of false, true.",
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
    void aUnitIsCountedByAMeterOrFromABasis() {
        change("catalogue/actes.yaml", "    meter: acts-published\n", "");
        change("catalogue/actes.yaml", "    basis: population\n", "    basis: population\n    meter: acts-published\n");
        assertMistakes(
                "catalogue/actes.yaml, line 16: a functional unit names a meter, or a basis",
                "catalogue/actes.yaml, line 18: The functional unit habitant-jour names a meter exactly when");
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
                "catalogue/actes.yaml, line 23: the plan id pl-standard stands already in catalogue/actes-2.yaml, line 23.",
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
