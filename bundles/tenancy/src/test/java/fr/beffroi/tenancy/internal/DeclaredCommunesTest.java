package fr.beffroi.tenancy.internal;

import static fr.beffroi.tenancy.internal.House.BERNIS;
import static fr.beffroi.tenancy.internal.House.CLARENSAC;
import static fr.beffroi.tenancy.internal.House.METROPOLE;
import static fr.beffroi.tenancy.internal.House.NIMES;
import static fr.beffroi.tenancy.internal.House.OPS;
import static fr.beffroi.tenancy.internal.House.commune;
import static fr.beffroi.tenancy.internal.House.household;
import static fr.beffroi.tenancy.internal.House.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Account;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class DeclaredCommunesTest {
    private static final Declaration.Person ELISE = person("elise", "Élise Garçon", Role.CONTACT);
    private static final Declaration.Person MARC = person("marc", "Marc Œuvrard", Role.AGENT);

    private House house;

    @BeforeEach
    void open(Store store) throws Exception {
        house = new House(store);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    @OnBothStores
    void aFirstDeclarationBringsEverybodyIn() {
        List<String> changes = house.apply(household(NIMES, MARC, ELISE), household(BERNIS));

        assertEquals(
                List.of(
                        "intercommunality Nîmes Métropole: declared, SIREN 243000643",
                        "commune 30189 Nîmes: declared, population 150444",
                        "account marc@30189: opened, agent",
                        "account elise@30189: opened, contact",
                        "commune 30036 Bernis: declared, population 3286"),
                changes);
        assertEquals(Optional.of(METROPOLE), house.communes.intercommunality());
        assertEquals(List.of(commune(BERNIS), commune(NIMES)), house.communes.all());
        assertEquals(Optional.of(commune(NIMES)), house.communes.find(NIMES));
        assertEquals(Optional.empty(), house.communes.find(CLARENSAC));
        assertEquals(
                List.of("elise", "marc"),
                house.communes.accounts(NIMES).stream().map(Account::uid).toList());
        assertEquals("Élise Garçon", house.account(NIMES, "elise").name());
    }

    @OnBothStores
    void appliedTwiceNothingChanges() {
        house.apply(household(NIMES, ELISE), household(BERNIS));
        long head = house.journal.head();

        assertEquals(List.of(), house.apply(household(NIMES, ELISE), household(BERNIS)));
        assertEquals(head, house.journal.head());
    }

    @OnBothStores
    void aRehearsalTellsTheSameAndChangesNothing() {
        Declaration declaration =
                new Declaration(METROPOLE, List.of(household(NIMES, ELISE)), List.of(), List.of(), List.of());
        List<String> plan = house.journal.rehearse(OPS, decisions -> house.declared.apply(decisions, declaration));

        assertEquals(List.of(), house.communes.all());
        assertEquals(List.of(), house.communes.accounts(NIMES));
        assertEquals(plan, house.apply(household(NIMES, ELISE)));
    }

    @OnBothStores
    void whatChangedIsSaidAndDone() {
        house.apply(household(NIMES, ELISE, MARC));
        Account before = house.account(NIMES, "elise");
        Commune grown =
                new Commune(NIMES, commune(NIMES).siren(), "Nîmes", 151_839, List.of("30000", "30900", "30189"));
        Declaration.Person married =
                new Declaration.Person("elise", "Élise Garçon-Œuvrard", "e@commune.example", Role.AGENT);

        List<String> changes = house.apply(new Declaration.Household(grown, List.of(married, MARC), Optional.empty()));

        assertEquals(
                List.of(
                        "commune 30189 Nîmes: population 150444 → 151839, postal codes 30000 30900 → 30000 30900 30189",
                        "account elise@30189: name Élise Garçon → Élise Garçon-Œuvrard, mail elise@commune.example →"
                                + " e@commune.example, role contact → agent"),
                changes);
        assertEquals(Optional.of(grown), house.communes.find(NIMES));
        assertEquals(
                new Account(before.id(), NIMES, "elise", "Élise Garçon-Œuvrard", "e@commune.example", Role.AGENT),
                house.account(NIMES, "elise"));
    }

    @OnBothStores
    void whoIsNoLongerInTheFileIsForgotten(Store store) {
        house.apply(household(NIMES, ELISE, MARC));

        assertEquals(List.of("account marc@30189: closed, personal data erased"), house.apply(household(NIMES, ELISE)));

        List<String> rows = store.read(sql -> sql.createQuery("SELECT uid || name || mail FROM tenancy_account")
                .mapTo(String.class)
                .list());
        assertEquals(List.of("eliseÉlise Garçonelise@commune.example"), rows);
    }

    @OnBothStores
    void whoComesBackIsSomebodyNew() {
        house.apply(household(NIMES, ELISE));
        Account before = house.account(NIMES, "elise");
        house.apply(household(NIMES));
        house.apply(household(NIMES, ELISE));

        assertFalse(before.id().equals(house.account(NIMES, "elise").id()));
    }

    @OnBothStores
    void aLostFileChangesNothing() {
        house.apply(household(NIMES, ELISE), household(BERNIS, MARC));

        assertEquals(List.of(), house.apply(household(NIMES, ELISE)));
        assertEquals(1, house.communes.accounts(BERNIS).size());
    }

    @OnBothStores
    void theJournalHoldsNoPersonalData() {
        house.apply(household(NIMES, ELISE, MARC));
        house.communes.renewPassword(OPS, NIMES, "elise");
        house.apply(household(NIMES, MARC));

        String all = house.journal.read(0, 100).toString();
        for (String personal : List.of("elise", "Élise", "marc", "Marc", "commune.example", "PBKDF2")) {
            assertFalse(all.contains(personal), personal);
        }
    }

    @OnBothStores
    void oneInseeCodeInTwoFilesIsRefused() {
        Declaration.Household other = new Declaration.Household(
                new Commune(NIMES, new Siren("213000367"), "Bernis", 3_286, List.of()), List.of(), Optional.empty());

        assertRefused("Two files declare the commune 30189: Nîmes and Bernis. Keep one.", household(NIMES), other);
    }

    @OnBothStores
    void oneSirenOfTwoCommunesIsRefused() {
        house.apply(household(NIMES));
        Declaration.Household other = new Declaration.Household(
                new Commune(BERNIS, commune(NIMES).siren(), "Bernis", 3_286, List.of()), List.of(), Optional.empty());

        assertRefused(
                "The SIREN 213001894 can't belong to both the commune 30036 Bernis and the commune 30189 Nîmes. Correct one"
                        + " of them.",
                other);
    }

    @OnBothStores
    void theSirenOfTheIntercommunalityIsRefused() {
        Declaration.Household other = new Declaration.Household(
                new Commune(BERNIS, METROPOLE.siren(), "Bernis", 3_286, List.of()), List.of(), Optional.empty());

        assertRefused(
                "The SIREN 243000643 can't belong to both the intercommunality Nîmes Métropole and the commune 30036 Bernis."
                        + " Correct one of them.",
                other);
    }

    @OnBothStores
    void twoCommunesMaySwapTheirSirensAtOnce() {
        house.apply(household(NIMES), household(BERNIS));
        Commune nimes = new Commune(NIMES, commune(BERNIS).siren(), "Nîmes", 150_444, List.of("30000", "30900"));
        Commune bernis = new Commune(BERNIS, commune(NIMES).siren(), "Bernis", 3_286, List.of("30620"));

        house.apply(
                new Declaration.Household(nimes, List.of(), Optional.empty()),
                new Declaration.Household(bernis, List.of(), Optional.empty()));

        assertEquals(List.of(bernis, nimes), house.communes.all());
    }

    @OnBothStores
    void oneUidOfTwoPeopleIsRefused() {
        assertRefused(
                "In 30189 Nîmes, the uid \"elise\" is given to both Élise Garçon and Élise Martin. Give one of them another"
                        + " uid.",
                household(NIMES, ELISE, person("elise", "Élise Martin", Role.AGENT)));
    }

    @OnBothStores
    void whatTheDirectoryCouldNotKeepIsRefusedBeforeItIsStored() {
        assertRefused(
                "The mail address of the account zoe@30189 holds an accent or another character that the directory can't keep"
                        + " there.",
                household(NIMES, new Declaration.Person("zoe", "Zoé", "zoé@commune.example", Role.AGENT)));
        assertRefused(
                "The name of the account zoe@30189 holds a control character (a tab or a line break, perhaps). Remove it.",
                household(NIMES, new Declaration.Person("zoe", "Zoé\tRoux", "zoe@commune.example", Role.AGENT)));
    }

    @OnBothStores
    void aRefusalLeavesNothingBehind() {
        house.apply(household(NIMES, ELISE));

        assertThrows(Refusal.class, () -> house.apply(household(BERNIS, MARC), household(NIMES, ELISE, ELISE)));

        assertEquals(List.of(commune(NIMES)), house.communes.all());
        assertEquals(List.of(), house.communes.accounts(BERNIS));
    }

    @OnBothStores
    void aFileDoesNotTakeADepartureBack() {
        house.apply(household(NIMES, ELISE), household(BERNIS, MARC));
        house.journal.decide(OPS, decisions -> {
            house.departures.decide(decisions, BERNIS);
            return null;
        });
        Commune renamed = new Commune(BERNIS, commune(BERNIS).siren(), "Bernis-le-Neuf", 1, List.of());
        Declaration.Household changed = new Declaration.Household(renamed, List.of(ELISE), Optional.empty());

        assertTrue(house.departures.isLeaving(BERNIS));
        assertEquals(List.of(), house.apply(household(NIMES, ELISE), changed));

        house.departures.complete(BERNIS);
        assertEquals(List.of(), house.apply(household(NIMES, ELISE), changed));
        assertEquals(List.of(commune(NIMES)), house.communes.all());
        assertEquals(List.of(), house.communes.accounts(BERNIS));
    }

    @OnBothStores
    void theSirenOfACommuneThatHasLeftIsFree() {
        house.apply(household(BERNIS));
        house.leave(BERNIS);
        Commune heir = new Commune(CLARENSAC, commune(BERNIS).siren(), "Clarensac-Bernis", 7_773, List.of());

        house.apply(new Declaration.Household(heir, List.of(), Optional.empty()));

        assertEquals(List.of(heir), house.communes.all());
        assertEquals(Optional.of(commune(BERNIS)), house.communes.find(BERNIS));
        assertTrue(house.departures.isLeaving(BERNIS));
    }

    @OnBothStores
    void theFoldOfTheJournalEndsInTheSamePlace(Store store) throws Exception {
        house.apply(household(NIMES, ELISE), household(BERNIS, MARC), household(CLARENSAC));
        house.leave(BERNIS);
        List<Residence> before = house.tables.read(house.tables::communes);
        house.close();

        store.write(sql -> {
            sql.execute("DELETE FROM tenancy_commune");
            sql.execute("DELETE FROM tenancy_intercommunality");
            sql.execute("DELETE FROM journal_projection WHERE name = 'tenancy'");
            return null;
        });
        house = new House(store);

        assertEquals(before, house.tables.read(house.tables::communes));
        assertEquals(Optional.of(METROPOLE), house.communes.intercommunality());
        assertEquals("Élise Garçon", house.account(NIMES, "elise").name());
    }

    private void assertRefused(String sentence, Declaration.Household... households) {
        Refusal refusal = assertThrows(Refusal.class, () -> house.apply(households));
        assertEquals(Reason.INVALID, refusal.reason());
        assertEquals(sentence, refusal.getMessage());
    }
}
