package fr.beffroi.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    private static final Insee NIMES = new Insee("30189");
    private static final Insee BERNIS = new Insee("30036");
    private static final Meter ACTS = new Meter("acts-published", "Actes publiés", "acte", Meter.Aggregation.COUNT);
    private static final FunctionalUnit ACT =
            new FunctionalUnit("acte", "acte publié", FunctionalUnit.Basis.METER, Optional.of("acts-published"), 1);
    private static final Plan PLAN =
            new Plan("plan-1", "standard", "Tout compris", Map.of("acte", new BigDecimal("0.42")));

    @ParameterizedTest
    @ValueSource(strings = {"30189", "2A004", "2B033", "97411"})
    void anInseeCodeHasADepartementAndThreeDigits(String code) {
        assertEquals(code, new Insee(code).toString());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "3018", "301890", "2C004", "2a004", "A0123", " 30189", "../..", "30189\n"})
    void anythingElseIsNotAnInseeCode(String code) {
        assertEquals(
                Reason.INVALID,
                assertThrows(Refusal.class, () -> new Insee(code)).reason());
    }

    @Test
    void aSirenWithAMistypedDigitIsFoundOut() {
        String right = new Siren("243000643").number();
        for (int place = 0; place < right.length(); place++) {
            char other = right.charAt(place) == '9' ? '0' : (char) (right.charAt(place) + 1);
            String wrong = right.substring(0, place) + other + right.substring(place + 1);
            assertThrows(Refusal.class, () -> new Siren(wrong), wrong);
        }
    }

    @Test
    void peopleReadAndOrderForTheirOwnCommuneOnly() {
        Actor contact = new Actor("account/1", Role.CONTACT, Optional.of(NIMES));
        Actor agent = new Actor("account/2", Role.AGENT, Optional.of(NIMES));
        Actor auditor = new Actor("staff/auditor", Role.AUDITOR, Optional.empty());

        assertTrue(contact.mayOrderFor(NIMES));
        assertFalse(contact.mayOrderFor(BERNIS));
        assertFalse(contact.mayRead(BERNIS));
        assertFalse(agent.mayOrderFor(NIMES));
        assertTrue(agent.mayRead(NIMES));
        assertTrue(auditor.mayRead(BERNIS));
        assertFalse(auditor.mayOrderFor(BERNIS));
        assertFalse(Actor.visitor().mayRead(NIMES));
        assertFalse(Actor.service(NIMES, "actes").mayRead(BERNIS));
    }

    @Test
    void aPlatformActsForItsCommunesOnlyOrForAll() {
        Actor whole = Actor.platform("platform", Optional.empty());
        Actor one = Actor.platform("portail", Optional.of(Set.of(NIMES)));

        assertTrue(whole.mayOrderFor(NIMES) && whole.mayRead(BERNIS));
        assertTrue(one.mayOrderFor(NIMES) && one.mayRead(NIMES));
        assertFalse(one.mayOrderFor(BERNIS) || one.mayRead(BERNIS));
        assertEquals(
                Reason.INVALID,
                assertThrows(Refusal.class, () -> new Platform("portail", "Portail", Optional.of(Set.of())))
                        .reason());
    }

    @Test
    void aProgramOrdersAndReadsNothingOfTheHouse() {
        Actor program = Actor.program("b-1", NIMES, "actes");

        assertFalse(program.mayOrderFor(NIMES) || program.mayRead(NIMES));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Actor("account/1", Role.AGENT, Optional.of(NIMES), Optional.empty(), Optional.of("actes")));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Actor("x", Role.STAFF, Optional.empty(), Optional.of(Set.of(NIMES)), Optional.empty()));
    }

    @Test
    void aConventionIsDeliberatedBeforeItIsSigned() {
        LocalDate signed = LocalDate.of(2026, 1, 15);
        String document = "a".repeat(64);

        assertEquals(signed, new Convention(NIMES, "C-1", signed, "D-1", signed, document).signedOn());
        assertEquals(
                Reason.INVALID,
                assertThrows(
                                Refusal.class,
                                () -> new Convention(NIMES, "C-1", signed, "D-1", signed.plusDays(1), document))
                        .reason());
        assertThrows(Refusal.class, () -> new Convention(NIMES, "C-1", signed, "D-1", signed, "A".repeat(64)));
        assertThrows(Refusal.class, () -> new Convention(NIMES, " ", signed, "D-1", signed, document));
    }

    @Test
    void aPopulationLimitAdmitsBothItsEnds() {
        Terms.Population limit = new Terms.Population(OptionalInt.of(500), OptionalInt.of(3_500));

        assertTrue(limit.admits(500) && limit.admits(3_500));
        assertFalse(limit.admits(499) || limit.admits(3_501));
        assertTrue(Terms.Population.ANY.admits(0));
        assertThrows(Refusal.class, () -> new Terms.Population(OptionalInt.of(2), OptionalInt.of(1)));
    }

    @Test
    void aBindingIsRenewedWithinItsLifetime() {
        Terms.BindingTerms.Access access = Terms.BindingTerms.Access.INSTANCE;

        assertEquals(30, new Terms.BindingTerms(access, true, OptionalInt.of(30), 30).renewalDays());
        assertThrows(Refusal.class, () -> new Terms.BindingTerms(access, true, OptionalInt.of(30), 31));
        assertThrows(Refusal.class, () -> new Terms.BindingTerms(access, true, OptionalInt.of(0), 0));
    }

    @Test
    void aServiceBundleOffersItsVersionsAndNoOther() {
        HostedBundle bundle = new HostedBundle("fr.beffroi.service.actes", "1.1.0", List.of("1.0.0"));

        assertTrue(bundle.offers("1.1.0") && bundle.offers("1.0.0"));
        assertFalse(bundle.offers("1.2.0"));
    }

    @Test
    void aVisitorIsAskedToLogInWhereSomebodyElseIsForbidden() {
        Actor agent = new Actor("account/2", Role.AGENT, Optional.of(NIMES));

        assertEquals(
                Reason.UNAUTHENTICATED,
                assertThrows(Refusal.class, () -> Actor.visitor().require(Role.STAFF))
                        .reason());
        assertEquals(
                Reason.FORBIDDEN,
                assertThrows(Refusal.class, () -> agent.require(Role.STAFF, Role.AUDITOR))
                        .reason());
        agent.require(Role.STAFF, Role.AGENT);
    }

    @Test
    void anActorOfOneTenantAlwaysHasIt() {
        assertThrows(IllegalArgumentException.class, () -> new Actor("account/1", Role.CONTACT, Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> new Actor("staff/ops", Role.STAFF, Optional.of(NIMES)));
    }

    @Test
    void anOfferingNamesOnlyWhatItDeclares() {
        offering(List.of(ACTS), List.of(ACT), List.of(PLAN));
        assertThrows(Refusal.class, () -> offering(List.of(), List.of(ACT), List.of(PLAN)), "unit without its meter");
        assertThrows(Refusal.class, () -> offering(List.of(ACTS), List.of(), List.of(PLAN)), "price without its unit");
        assertThrows(Refusal.class, () -> offering(List.of(ACTS), List.of(ACT), List.of()), "no plan");
        assertThrows(Refusal.class, () -> offering(List.of(ACTS, ACTS), List.of(ACT), List.of(PLAN)), "meter twice");
        assertThrows(Refusal.class, () -> offering(List.of(ACTS), List.of(ACT), List.of(PLAN, PLAN)), "plan twice");
    }

    @Test
    void aQuantityKeepsSixDecimalsAndNoMore() {
        assertEquals(new BigDecimal("1.500000"), reading("1.5").quantity());
        assertEquals(new BigDecimal("0.000001"), reading("0.000001").quantity());
        assertEquals(new BigDecimal("1000000000000.000000"), reading("1e12").quantity());
        for (String wrong : List.of("0.0000001", "-1", "1000000000000.000001")) {
            assertEquals(
                    Reason.INVALID,
                    assertThrows(Refusal.class, () -> reading(wrong), wrong).reason());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31T23:59:59Z", "2200-01-01T00:00:01Z", "-999999999-01-01T00:00:00Z"})
    void aReadingOfAnotherCenturyIsAMistake(String time) {
        assertThrows(
                Refusal.class,
                () -> new Reading(
                        "/t/30189/actes", "1", NIMES, "actes", "acts-published", Instant.parse(time), BigDecimal.ONE));
    }

    @Test
    void excludedChargesDoNotEnterTheUnitCost() {
        Charge salary = charge(123_456, Optional.empty());
        Charge reception = charge(9_900, Optional.of("non strictement liée au service (CGCT D5211-16)"));
        Charge creditNote = charge(-3_456, Optional.empty());
        CostPool pool = new CostPool(YearMonth.of(2026, 10), "actes", "acte", List.of(salary, reception, creditNote));

        assertEquals(salary.cents() + creditNote.cents(), pool.eligibleCents());
        assertThrows(Refusal.class, () -> new CostPool(pool.period(), "actes", "acte", List.of(reception, creditNote)));
    }

    @Test
    void serversOutsideHaveNamesAndABound() {
        new Outgoing(List.of("api.insee.fr", "a-b.example:8443"), 6_000);
        for (String host : new String[] {"", "A.fr", "a..fr", "-a.fr", "a.fr:0", "a.fr:", "*.fr", "[::1]", "a/b"}) {
            assertThrows(Refusal.class, () -> new Outgoing(List.of(host), 1), host);
        }
        assertThrows(Refusal.class, () -> new Outgoing(List.of("a.fr"), 0));
        assertThrows(Refusal.class, () -> new Outgoing(List.of("a.fr"), 6_001));
        assertThrows(Refusal.class, () -> new Outgoing(List.of(), 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT2H", "PT3H", "PT4H", "PT6H", "PT8H", "PT12H", "P1D"})
    void aRhythmDividesADay(String text) {
        Duration rhythm = Duration.parse(text);
        assertEquals(
                Optional.of(rhythm), new Meter("m", "m", "octet", Meter.Aggregation.SUM, Optional.of(rhythm)).rhythm());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1H", "PT30M", "PT90M", "PT5H", "PT1H0.5S", "P2D", "PT23H", "PT1M"})
    void nothingElseIsARhythm(String text) {
        Refusal refusal = assertThrows(
                Refusal.class,
                () -> new Meter("m", "m", "octet", Meter.Aggregation.SUM, Optional.of(Duration.parse(text))));
        assertEquals(Reason.INVALID, refusal.reason());
        assertTrue(refusal.getMessage().contains("divide a day"), refusal.getMessage());
    }

    @Test
    void aMeterOfTheTimeBeforeRhythmsHasNone() {
        assertEquals(ACTS, new Meter(ACTS.name(), ACTS.title(), ACTS.unit(), ACTS.aggregation(), null, null));
    }

    private static Offering offering(List<Meter> meters, List<FunctionalUnit> units, List<Plan> plans) {
        return new Offering(
                "offering-1",
                "actes",
                "Actes",
                "Publication.",
                List.of(),
                Optional.empty(),
                true,
                meters,
                units,
                plans);
    }

    private static Reading reading(String quantity) {
        return new Reading(
                "/t/30189/actes",
                "1",
                NIMES,
                "actes",
                "acts-published",
                Instant.parse("2026-10-01T08:00:00Z"),
                new BigDecimal(quantity));
    }

    private static Charge charge(long cents, Optional<String> excluded) {
        return new Charge(Charge.Family.PERSONNEL, "Charge", cents, "pièce 12", excluded);
    }
}
