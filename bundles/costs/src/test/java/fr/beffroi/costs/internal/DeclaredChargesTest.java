package fr.beffroi.costs.internal;

import static fr.beffroi.costs.internal.House.ACTES;
import static fr.beffroi.costs.internal.House.NIMES;
import static fr.beffroi.costs.internal.House.NOVEMBER;
import static fr.beffroi.costs.internal.House.STAFF;
import static fr.beffroi.costs.internal.House.pool;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Charge;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.testing.OnBothStores;
import java.util.List;
import java.util.Optional;

class DeclaredChargesTest extends InTheHouse {
    @OnBothStores
    void chargesAreTakenOnceAndChangesAreTold() {
        assertEquals(
                List.of(
                        "charges of actes/acte in 2026-11: 123.45 EUR",
                        "charges of actes/habitant in 2026-11: 0.01 EUR"),
                house.declare(pool("acte", 12_345), pool("habitant", 1)));
        long head = house.journal.head();

        assertEquals(List.of(), house.declare(pool("habitant", 1), pool("acte", 12_345)));
        assertEquals(List.of(), house.declare(), "what isn't named stays");
        assertEquals(head, house.journal.head());

        assertEquals(
                List.of("charges of actes/acte in 2026-11: 123.45 EUR → 200.00 EUR"),
                house.declare(pool("acte", 20_000)));
        CostPool otherEvidence = new CostPool(
                NOVEMBER,
                "actes",
                "acte",
                List.of(new Charge(Charge.Family.SUPPLIES, "Serveur", 20_000, "Facture 8", Optional.empty())));
        assertEquals(
                List.of("charges of actes/acte in 2026-11: other charges, 200.00 EUR as before"),
                house.declare(otherEvidence));
    }

    @OnBothStores
    void aServiceOrUnitThatNobodyDeclaredIsRefused() {
        assertRefused(
                "mail", new CostPool(NOVEMBER, "mail", "boite", pool("acte", 1).charges()));
        assertRefused("signature", pool("signature", 1));
        assertRefused("twice", pool("acte", 1), pool("acte", 1));
    }

    @OnBothStores
    void theOfferingsOfTheSameDeclarationCount() {
        Offering mail = new Offering(
                "mail-id",
                "mail",
                "Messagerie",
                "Courriel.",
                List.of(),
                Optional.empty(),
                false,
                ACTES.meters(),
                ACTES.units(),
                ACTES.plans());

        assertEquals(
                List.of("charges of mail/acte in 2026-11: 0.01 EUR"),
                house.declare(
                        List.of(mail),
                        new CostPool(NOVEMBER, "mail", "acte", pool("acte", 1).charges())));
    }

    @OnBothStores
    void aClosedPeriodTakesNoOtherCharges() {
        house.subscribe(NIMES);
        house.at("2026-12-02T00:00:00Z");
        house.declare(pool("habitant", 100));
        house.statements.close(STAFF, NOVEMBER);

        assertEquals(List.of(), house.declare(pool("habitant", 100)), "the same as before is fine");
        assertRefused("closed", pool("habitant", 101));
        assertRefused("closed", pool("habitant", 100), pool("acte", 1));
    }

    private void assertRefused(String part, CostPool... pools) {
        long head = house.journal.head();
        Refusal refusal = assertThrows(Refusal.class, () -> house.declare(pools));
        assertEquals(Reason.INVALID, refusal.reason());
        assertTrue(refusal.getMessage().contains(part), refusal::getMessage);
        assertEquals(head, house.journal.head());
    }
}
