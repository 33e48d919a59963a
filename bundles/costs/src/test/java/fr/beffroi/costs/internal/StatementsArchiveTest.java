package fr.beffroi.costs.internal;

import static fr.beffroi.costs.internal.House.ACTES;
import static fr.beffroi.costs.internal.House.BERNIS;
import static fr.beffroi.costs.internal.House.CAISSARGUES;
import static fr.beffroi.costs.internal.House.NIMES;
import static fr.beffroi.costs.internal.House.NOVEMBER;
import static fr.beffroi.costs.internal.House.STAFF;
import static fr.beffroi.costs.internal.House.pool;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Charge;
import fr.beffroi.api.Commune;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.FunctionalUnit.Basis;
import fr.beffroi.api.Offering;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.costs.StatementTable;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class StatementsArchiveTest extends InTheHouse {
    private static final YearMonth DECEMBER = NOVEMBER.plusMonths(1);
    private static final Offering MAIL = new Offering(
            "77aa-mail",
            "messagerie",
            "Messagerie",
            "Boîtes aux lettres.",
            List.of(),
            Optional.empty(),
            false,
            List.of(),
            List.of(new FunctionalUnit("forfait", "forfait", Basis.SUBSCRIPTION, Optional.empty(), 1)),
            ACTES.plans());

    @TempDir
    Path folder;

    private StatementsArchive archive;

    @BeforeEach
    void offerMail(Store store) {
        archive = new StatementsArchive(store, house.statements);
        house.record(new Decision.OfferingPublished(MAIL));
    }

    /** Nîmes has both services, but the acts only in November; Bernis only the mail. */
    private void twoMonths() {
        house.at("2026-11-02T12:00:00Z");
        house.subscribe(NIMES);
        subscribeToMail(NIMES);
        subscribeToMail(BERNIS);
        house.use(NIMES, "acts-published", "1", "4");
        house.unsubscribe(NIMES);
        house.at("2027-01-02T12:00:00Z");
        house.declare(List.of(ACTES, MAIL), pool("acte", 10_000), mail(NOVEMBER), mail(DECEMBER));
        house.statements.close(STAFF, NOVEMBER);
        house.statements.close(STAFF, DECEMBER);
    }

    private static CostPool mail(YearMonth period) {
        return new CostPool(
                period,
                MAIL.name(),
                "forfait",
                List.of(new Charge(Charge.Family.PERSONNEL, "Administration", 777, "Paie", Optional.empty())));
    }

    private void subscribeToMail(Commune commune) {
        String id = "mail-" + commune.insee();
        house.record(new Decision.SubscriptionOrdered(
                id, id + "-in", commune.insee(), MAIL.id(), "plan-id", "0", Optional.empty()));
        house.record(new Decision.OperationSucceeded(id, id + "-in", commune.insee()));
    }

    @OnBothStores
    void aCommuneTakesTheStatementsOfTheMonthsInWhichItUsedTheService() throws Exception {
        twoMonths();

        archive.export(NIMES.insee(), ACTES.id(), folder);

        assertEquals(List.of("etat-2026-11.csv", "etat-2026-11.json"), files());
        String document =
                house.statements.document(STAFF, NIMES.insee(), NOVEMBER).orElseThrow();
        assertEquals(document, Files.readString(folder.resolve("etat-2026-11.json")));
        assertTrue(
                house.journal.read(0, 1_000).stream()
                        .map(entry -> entry.decision())
                        .anyMatch(decision -> decision instanceof Decision.StatementIssued issued
                                && issued.commune().equals(NIMES.insee())
                                && issued.sha256().equals(Json.sha256(document))),
                "its digest stands in the journal");
        assertEquals(
                StatementTable.of(
                        house.statements.find(STAFF, NIMES.insee(), NOVEMBER).orElseThrow()),
                Files.readString(folder.resolve("etat-2026-11.csv")));
    }

    @OnBothStores
    void eachServiceTakesItsOwnMonths() throws Exception {
        twoMonths();
        archive.export(NIMES.insee(), MAIL.id(), folder);
        assertEquals(
                List.of("etat-2026-11.csv", "etat-2026-11.json", "etat-2026-12.csv", "etat-2026-12.json"), files());
    }

    @OnBothStores
    void whereNothingWasOwedTheFolderStaysEmpty() throws Exception {
        twoMonths();
        archive.export(BERNIS.insee(), ACTES.id(), folder);
        archive.export(CAISSARGUES.insee(), MAIL.id(), folder);
        archive.export(NIMES.insee(), "an offering that never was", folder);
        assertEquals(List.of(), files());
    }

    @OnBothStores
    void whatCanNotBeWrittenIsSaid() {
        twoMonths();
        assertThrows(IOException.class, () -> archive.export(NIMES.insee(), ACTES.id(), folder.resolve("nowhere")));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
