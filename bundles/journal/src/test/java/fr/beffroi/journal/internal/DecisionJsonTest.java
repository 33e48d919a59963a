package fr.beffroi.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Offering;
import fr.beffroi.api.Terms;
import fr.beffroi.api.decision.Decision;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DecisionJsonTest {
    @Test
    void thereIsASampleOfEachKind() {
        Set<Class<?>> sampled =
                Samples.ofEachKind().stream().map(Object::getClass).collect(Collectors.toSet());
        assertEquals(Set.of(Decision.class.getPermittedSubclasses()), sampled);
    }

    @TestFactory
    List<DynamicTest> eachKindReadsBackTheSameAndHasOneText() {
        return Samples.ofEachKind().stream()
                .map(decision -> DynamicTest.dynamicTest(DecisionJson.kind(decision), () -> {
                    String body = DecisionJson.write(decision);
                    Decision back = DecisionJson.read(DecisionJson.kind(decision), body);
                    assertEquals(withPlainNumbers(decision), withPlainNumbers(back));
                    assertEquals(body, DecisionJson.write(back));
                    assertFalse(body.contains("\n"), "one line");
                    assertFalse(body.contains("\"tenant\""), "only the fields of the record");
                }))
                .toList();
    }

    /** 1E+2 is written as 100: the same number with another scale. */
    private static String withPlainNumbers(Decision decision) {
        return decision.toString().replace("1E+2", "100").replaceAll("\\{.*?}", "{map}");
    }

    @Test
    void theTextIsKeptForEver() {
        assertEquals(
                "{\"commune\":\"30189\",\"from\":\"2026-10-01T08:00:00Z\",\"merkleRoot\":\"" + "a".repeat(64)
                        + "\",\"meter\":\"acts-published\",\"offering\":\"actes\",\"quantity\":1000000000000.100000,"
                        + "\"readings\":3,\"to\":\"2026-10-01T09:00:00.000001Z\"}",
                DecisionJson.write(sample(Decision.ReadingsSealed.class)));
        String offering = DecisionJson.write(sample(Decision.OfferingPublished.class));
        assertTrue(offering.contains("\"provisionalUnitCosts\":{\"acte\":100,\"habitant\":0.00010}"), offering);
        assertFalse(offering.contains("paid"), offering);
        assertTrue(offering.contains("\"basis\":\"POPULATION\",\"meter\":null,"), offering);
        assertTrue(
                offering.contains(
                        "\"scrape\":{\"address\":\"https://mail.example:9100/metrics\",\"counter\":\"mails_total\","
                                + "\"every\":60.000000000,\"labels\":{\"kind\":\"sent\",\"server\":\"a\"},\"tenantLabel\":\"insee\"}"),
                offering);
        String charges = DecisionJson.write(sample(Decision.ChargesDeclared.class));
        assertTrue(charges.contains("\"period\":\"2026-10\""), charges);
        assertFalse(charges.contains("eligible"), charges);
    }

    @Test
    void whatALaterVersionAddedIsPassedOver() {
        Decision read = DecisionJson.read(
                "PeriodClosed", "{\"added\":{\"x\":[1]},\"period\":\"2026-10\",\"sharedCents\":5,\"statements\":1}");
        assertEquals(5, ((Decision.PeriodClosed) read).sharedCents());
    }

    @Test
    void whatAnEarlierVersionDidntKnowIsEmpty() {
        Decision failed = DecisionJson.read(
                "OperationFailed",
                "{\"commune\":\"30189\",\"operation\":\"o\",\"sentence\":\"s\",\"step\":\"x\",\"subscription\":\"s\"}");
        assertEquals(List.of(), ((Decision.OperationFailed) failed).leftovers());
        Decision charges = DecisionJson.read(
                "ChargesDeclared",
                "{\"pool\":{\"period\":\"2026-10\",\"offering\":\"actes\",\"unit\":\"acte\",\"charges\":[{\"family\":\"SUPPLIES\",\"label\":\"x\",\"cents\":1,\"evidence\":\"y\"}]}}");
        assertTrue(((Decision.ChargesDeclared) charges).pool().charges().get(0).eligible());
        Decision ordered = DecisionJson.read(
                "SubscriptionOrdered",
                "{\"commune\":\"30189\",\"content\":\"c\",\"offering\":\"o\",\"operation\":\"op\",\"plan\":\"p\",\"subscription\":\"s\"}");
        assertEquals(Optional.empty(), ((Decision.SubscriptionOrdered) ordered).version());
        Decision published = DecisionJson.read(
                "OfferingPublished",
                "{\"offering\":{\"description\":\"d\",\"hosted\":{\"symbolicName\":\"a.b\",\"version\":\"1.0.0\"},\"id\":\"i\","
                        + "\"meters\":[{\"aggregation\":\"SUM\",\"name\":\"m\",\"title\":\"t\",\"unit\":\"u\"}],"
                        + "\"name\":\"actes\",\"openToVisitors\":true,\"plans\":[{\"description\":\"d\",\"id\":\"p\",\"name\":\"standard\","
                        + "\"provisionalUnitCosts\":{}}],\"tags\":[],\"title\":\"t\",\"units\":[]}}");
        Offering offering = ((Decision.OfferingPublished) published).offering();
        assertEquals(Terms.PLAIN, offering.terms());
        assertEquals(List.of(), offering.meters().get(0).conversions());
        assertEquals(Optional.empty(), offering.meters().get(0).scrape());
        assertEquals(List.of(), offering.hosted().orElseThrow().otherVersions());
        assertEquals(Optional.empty(), offering.plans().get(0).parameters());
    }

    @Test
    void whatIsNoDecisionIsSaid() {
        assertThrows(IllegalArgumentException.class, () -> DecisionJson.read("Unheard", "{}"));
        assertThrows(IllegalArgumentException.class, () -> DecisionJson.read("CommuneLeft", "{\"commune\":\"Nîmes\"}"));
        assertThrows(IllegalArgumentException.class, () -> DecisionJson.read("CommuneLeft", "nothing"));
    }

    private static Decision sample(Class<?> kind) {
        return Samples.ofEachKind().stream()
                .filter(kind::isInstance)
                .findFirst()
                .orElseThrow();
    }
}
