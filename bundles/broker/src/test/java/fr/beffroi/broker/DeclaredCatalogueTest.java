package fr.beffroi.broker;

import static fr.beffroi.broker.Counter.OPS;
import static fr.beffroi.broker.Counter.PLATFORM;
import static fr.beffroi.broker.Counter.actes;
import static fr.beffroi.broker.Counter.actesFor;
import static fr.beffroi.broker.Counter.offering;
import static fr.beffroi.broker.Counter.plan;
import static fr.beffroi.broker.Town.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Conversion;
import fr.beffroi.api.Declarations;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Meter.Aggregation;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Order;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Terms;
import fr.beffroi.journal.DeclaredPart;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class DeclaredCatalogueTest {
    private static final Optional<HostedBundle> ELSEWHERE = Optional.empty();

    private Counter counter;

    @BeforeEach
    void open(Store store) {
        counter = new Counter(store);
    }

    @AfterEach
    void close() {
        counter.close();
    }

    @OnBothStores
    void aSecondTimeChangesNothing() {
        assertEquals(List.of("service actes: new"), counter.apply(actes("1.0.0")));
        long head = counter.journal().head();
        assertEquals(List.of(), counter.apply(actes("1.0.0")));
        assertEquals(head, counter.journal().head());
    }

    @OnBothStores
    void theSameAmountWrittenOtherwiseIsNoChange() {
        counter.apply(offering("stockage", ELSEWHERE, plan("p", "standard", "2.50")));
        assertEquals(List.of(), counter.apply(offering("stockage", ELSEWHERE, plan("p", "standard", "2.5"))));
        assertEquals(
                List.of("service stockage: plans changed"),
                counter.apply(offering("stockage", ELSEWHERE, plan("p", "standard", "2.51"))));
    }

    @OnBothStores
    void aNewVersionOfABundleIsTold() {
        counter.apply(actes("1.0.0"));
        assertEquals(List.of("service actes: bundle 1.0.0 → 1.1.0"), counter.apply(actes("1.1.0")));
        assertEquals(List.of("service actes: bundle's other versions changed"), counter.apply(actes("1.1.0", "1.0.0")));
        assertEquals(
                List.of("service actes: bundle 1.1.0 → 1.2.0, bundle's other versions changed"),
                counter.apply(actes("1.2.0", "1.1.0")));
        counter.apply(actes("1.1.0"));
        assertEquals(actes("1.1.0"), counter.broker.catalogue().get(0));
    }

    @OnBothStores
    void whatIsNotDeclaredStays() {
        counter.apply(actes("1.0.0"));
        counter.apply(offering("stockage", ELSEWHERE, plan("p", "standard", "1")));
        assertEquals(2, counter.broker.catalogue().size());
    }

    @OnBothStores
    void anIdKeepsItsMeaning() {
        counter.apply(actes("1.0.0"), offering("stockage", ELSEWHERE, plan("p", "standard", "1")));
        // The name behind a service's id.
        refused(offering("actes-id", "registre", ELSEWHERE, Terms.PLAIN, plan("actes-essentiel", "essentiel", "1")));
        // A name that another service bears.
        refused(offering("other", "actes", ELSEWHERE, Terms.PLAIN, plan("q", "standard", "1")));
        // The name behind a plan's id.
        refused(offering("stockage", ELSEWHERE, plan("p", "large", "1")));
        // A plan that moves to another service, which gives it up in the same breath.
        refused(
                offering("stockage", ELSEWHERE, plan("actes-complet", "complet", "1")),
                offering("actes", actes("1.0.0").hosted(), plan("actes-essentiel", "essentiel", "0.35")));
        // Or doesn't.
        refused(offering("stockage", ELSEWHERE, plan("actes-complet", "complet", "1")));
    }

    @OnBothStores
    void aMeterGoesOnCountingWhatItCounted() {
        Conversion first = new Conversion(1, LocalDate.of(2020, 1, 1), 1_000, 1, "ko");
        Conversion next = new Conversion(2, LocalDate.of(2190, 1, 1), 1_024, 1, "Kio");
        counter.apply(counting("octet", Aggregation.SUM, first));

        refused(counting("octet", Aggregation.MAX, first));
        refused(counting("page", Aggregation.SUM, first));
        refused(counting("octet", Aggregation.SUM));
        refused(counting("octet", Aggregation.SUM, new Conversion(1, LocalDate.of(2020, 1, 1), 1_024, 1, "Kio")));
        refused(counting(
                "octet", Aggregation.SUM, first, new Conversion(2, LocalDate.of(2021, 1, 1), 1_024, 1, "Kio")));

        List<String> told = List.of("service stockage: meters changed");
        assertEquals(told, counter.apply(counting("octet", Aggregation.SUM, first, next)));
        assertEquals(told, counter.apply(counting("octet", Aggregation.SUM, first)), "what is to come may change");
    }

    @OnBothStores
    void aMeterThatWasDroppedComesBackAsItWas() {
        Conversion first = new Conversion(1, LocalDate.of(2020, 1, 1), 1_000, 1, "ko");
        counter.apply(counting("octet", Aggregation.SUM, first));
        counter.apply(without("octet"));
        counter.apply(without("page"));

        refused(counting("octet", Aggregation.MAX, first));
        refused(counting("page", Aggregation.SUM, first));
        refused(counting("octet", Aggregation.SUM));
        assertEquals(
                List.of("service stockage: meters changed"), counter.apply(counting("octet", Aggregation.SUM, first)));
    }

    /** Only another meter is left. */
    private static Offering without(String other) {
        return stockage(new Meter("other-" + other, "autre", other, Aggregation.SUM));
    }

    private static Offering counting(String unit, Aggregation aggregation, Conversion... conversions) {
        return stockage(new Meter("kept", "gardé", unit, aggregation, List.of(conversions)));
    }

    private static Offering stockage(Meter meter) {
        return new Offering(
                "stockage-id",
                "stockage",
                "Stockage",
                "Garde des fichiers.",
                List.of(),
                Optional.empty(),
                false,
                List.of(meter),
                List.of(),
                List.of(new Plan("p", "standard", "Une formule.", Map.of())));
    }

    @OnBothStores
    void nothingIsDeclaredTwice() {
        refused(actes("1.0.0"), actes("1.0.0"));
        refused(actes("1.0.0"), offering("other", "actes", ELSEWHERE, Terms.PLAIN, plan("q", "standard", "1")));
        refused(
                offering("agenda", ELSEWHERE, plan("p", "standard", "1")),
                offering("stockage", ELSEWHERE, plan("p", "standard", "1")));
        assertEquals(List.of(), counter.broker.catalogue());
    }

    @OnBothStores
    void aPlanCanGoOnlyWhenNobodyUsesIt() {
        counter.apply(actes("1.0.0"));
        Offering without = offering("actes", actes("1.0.0").hosted(), plan("actes-complet", "complet", "0.5"));
        counter.broker.order(PLATFORM, actesFor("s-1", NIMES));
        refused(without);
        refused(offering(
                "actes",
                ELSEWHERE,
                plan("actes-essentiel", "essentiel", "0.35"),
                plan("actes-complet", "complet", "0.5")));
        counter.fail("s-1");
        assertEquals(List.of("service actes: terms, plans changed"), counter.apply(without));
    }

    @OnBothStores
    void whatABindingGivesCanGoOnlyWhenNobodyIsSubscribed() {
        counter.apply(actes("1.0.0"));
        Plan[] plans = actes("1.0.0").plans().toArray(Plan[]::new);
        Offering unbindable = offering("actes", actes("1.0.0").hosted(), Terms.PLAIN, plans);
        counter.broker.order(PLATFORM, actesFor("s-1", NIMES));
        refused(unbindable);
        counter.fail("s-1");
        assertEquals(List.of("service actes: terms changed"), counter.apply(unbindable));
    }

    @OnBothStores
    void aVersionCanGoOnlyWhenNobodyRunsIt() {
        counter.apply(actes("1.0.0"));
        counter.broker.recordConvention(OPS, Counter.convention(NIMES, "2026-001"));
        counter.active("s-1", NIMES);
        refused(actes("1.1.0"));
        counter.apply(actes("1.1.0", "1.0.0"));
        // Somebody is on the way there.
        counter.broker.order(
                OPS,
                new Order.Change("s-1", Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("1.1.0")));
        refused(actes("1.0.0"));
        refused(actes("1.1.0"));
        counter.succeed("s-1");
        counter.apply(actes("1.1.0"));
    }

    @OnBothStores
    void termsAndSchemasAreToldAndChecked() {
        counter.apply(actes("1.0.0"));
        assertEquals(
                List.of("service actes: terms, plans changed"),
                counter.apply(offering(
                        "actes",
                        actes("1.0.0").hosted(),
                        Counter.schema(plan("actes-essentiel", "essentiel", "0.35"), Counter.SCHEMA),
                        plan("actes-complet", "complet", "0.5"))));
        refused(offering("agenda", ELSEWHERE, Counter.schema(plan("p", "standard", "1"), "{}")));
    }

    @OnBothStores
    void aDeclarationIsAppliedWholeOrNotAtAll() {
        Declarations declarations = declarations((decisions, declaration) -> {
            throw Refusal.invalid("the charges are wrong");
        });
        assertThrows(Refusal.class, () -> declarations.apply(OPS, Counter.declaration(actes("1.0.0")), false));
        assertEquals(List.of(), counter.broker.catalogue());
        assertEquals(0, counter.journal().head());
    }

    @OnBothStores
    void aPlanTellsWhatWouldChangeInTheOrderOfTheParts() {
        Declarations declarations = declarations((decisions, declaration) -> List.of("charges: new"));
        List<String> changes = List.of("communes: new", "conventions: new", "service actes: new", "charges: new");
        assertEquals(changes, declarations.apply(OPS, Counter.declaration(actes("1.0.0")), true));
        assertEquals(List.of(), counter.broker.catalogue());
        assertEquals(changes, declarations.apply(OPS, Counter.declaration(actes("1.0.0")), false));
        assertEquals(1, counter.broker.catalogue().size());
    }

    @OnBothStores
    void onlyOperationsDeclare() {
        Declarations declarations = declarations((decisions, declaration) -> List.of());
        for (Actor actor : List.of(PLATFORM, Counter.AUDITOR, Counter.contact(NIMES))) {
            Refusal refusal = assertThrows(
                    Refusal.class, () -> declarations.apply(actor, Counter.declaration(actes("1.0.0")), true));
            assertEquals(Reason.FORBIDDEN, refusal.reason());
        }
    }

    private Declarations declarations(DeclaredPart costs) {
        return new JournaledDeclarations(
                counter.journal(),
                (decisions, declaration) -> List.of("communes: new"),
                (decisions, declaration) -> List.of("conventions: new"),
                counter.catalogue,
                costs);
    }

    private void refused(Offering... offerings) {
        List<Offering> before = counter.broker.catalogue();
        Refusal refusal = assertThrows(Refusal.class, () -> counter.apply(offerings));
        assertEquals(Reason.INVALID, refusal.reason());
        assertTrue(refusal.getMessage().endsWith("."), refusal.getMessage());
        assertEquals(before, counter.broker.catalogue());
    }
}
