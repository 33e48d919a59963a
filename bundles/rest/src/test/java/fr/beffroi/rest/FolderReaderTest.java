package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Charge;
import fr.beffroi.api.Convention;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Role;
import fr.beffroi.api.Terms;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A folder is read: communes and their people, services, platforms, charges. */
class FolderReaderTest extends WrittenFolder {
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
}
