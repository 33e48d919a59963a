package fr.beffroi.tenancy.internal;

import static fr.beffroi.tenancy.internal.House.BERNIS;
import static fr.beffroi.tenancy.internal.House.CLARENSAC;
import static fr.beffroi.tenancy.internal.House.METROPOLE;
import static fr.beffroi.tenancy.internal.House.NIMES;
import static fr.beffroi.tenancy.internal.House.OPS;
import static fr.beffroi.tenancy.internal.House.household;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.DN;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

class DeclaredPlatformsTest {
    private static final Platform PORTAL =
            new Platform("portail-gard", "Portail du Gard", Optional.of(Set.of(NIMES, BERNIS)));
    private static final Platform WHOLE = new Platform("supervision", "Supervision", Optional.empty());

    private static final String ENTRY = "uid=portail-gard,ou=platforms," + House.BASE;

    private House house;

    @BeforeEach
    void open(Store store) throws Exception {
        house = new House(store);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private List<String> apply(Platform... platforms) {
        return house.apply(List.of(household(NIMES), household(BERNIS)), List.of(platforms));
    }

    @OnBothStores
    void platformsComeInWithTheCommunesTheyActFor() {
        house.apply(household(NIMES), household(BERNIS));

        assertEquals(
                List.of(
                        "platform supervision: declared, acts for all communes",
                        "platform portail-gard: declared, acts for 30036 30189"),
                apply(WHOLE, PORTAL));
        assertEquals(List.of(PORTAL, WHOLE), house.platforms.all(), "by name");
        assertEquals(List.of(), apply(WHOLE, PORTAL));
    }

    @OnBothStores
    void whatChangedIsSaidAndCountsAtTheNextRequest() {
        apply(PORTAL);
        String password = house.platforms.renewPassword(OPS, "portail-gard");
        Platform narrower = new Platform("portail-gard", "Portail", Optional.of(Set.of(BERNIS)));

        assertEquals(
                List.of("platform portail-gard: title Portail du Gard → Portail, acts for 30036 30189 → 30036"),
                apply(narrower));

        assertEquals(
                Optional.of(Actor.platform("portail-gard", Optional.of(Set.of(BERNIS)))),
                house.directory.authenticate("portail-gard", password));
    }

    @OnBothStores
    void aPlatformThatIsNoLongerInTheFileStays() {
        apply(PORTAL);

        assertEquals(List.of(), apply());
        assertEquals(List.of(PORTAL), house.platforms.all());
    }

    @OnBothStores
    void aPlatformWithoutAPasswordCannotLogIn() throws Exception {
        apply(PORTAL);

        for (String guess : List.of("null", "-", "portail-gard", "password of platform", " ", "")) {
            assertEquals(Optional.empty(), house.directory.authenticate("portail-gard", guess), guess);
        }
    }

    @OnBothStores
    void aPlatformLogsInForItsCommunesOnly() {
        apply(PORTAL, WHOLE);

        String portal = house.platforms.renewPassword(OPS, "portail-gard");
        String whole = house.platforms.renewPassword(OPS, "supervision");

        assertTrue(portal.length() >= 20);
        Actor actor = house.directory.authenticate("portail-gard", portal).orElseThrow();
        assertEquals(Actor.platform("portail-gard", Optional.of(Set.of(NIMES, BERNIS))), actor);
        assertFalse(actor.mayOrderFor(CLARENSAC));
        assertEquals(
                Optional.of(Actor.platform("supervision", Optional.empty())),
                house.directory.authenticate("supervision", whole));
        assertEquals(Optional.empty(), house.directory.authenticate("portail-gard", whole));
        assertEquals(Optional.empty(), house.directory.authenticate("portail-gard@30189", portal));
        assertEquals(
                Optional.of(Actor.platform("platform", Optional.empty())),
                house.directory.authenticate("platform", "password of platform"),
                "the first one stays as it was");
    }

    @OnBothStores
    void aRenewedPasswordTakesThePlaceOfTheOldOneAndOutlivesARestart(Store store) throws Exception {
        apply(PORTAL);
        String first = house.platforms.renewPassword(OPS, "portail-gard");
        assertTrue(house.directory.authenticate("portail-gard", first).isPresent());

        String second = house.platforms.renewPassword(OPS, "portail-gard");
        assertEquals(Optional.empty(), house.directory.authenticate("portail-gard", first));
        house.close();

        house = new House(store);
        assertEquals(Optional.empty(), house.directory.authenticate("portail-gard", first));
        assertTrue(house.directory.authenticate("portail-gard", second).isPresent());
    }

    @OnBothStores
    void theFoldOfTheJournalKeepsThePlatformsAndTheirPasswords(Store store) throws Exception {
        apply(PORTAL, WHOLE);
        String password = house.platforms.renewPassword(OPS, "portail-gard");
        house.close();

        store.write(sql -> {
            sql.execute("DELETE FROM tenancy_platform");
            sql.execute("DELETE FROM journal_projection WHERE name = 'tenancy'");
            return null;
        });
        house = new House(store);

        assertEquals(List.of(PORTAL, WHOLE), house.platforms.all());
        assertTrue(house.directory.authenticate("portail-gard", password).isPresent());
    }

    @OnBothStores
    void aWithdrawnPlatformLogsInNoMoreAndComesBackWithoutAPassword(Store store) throws Exception {
        apply(PORTAL, WHOLE);
        String password = house.platforms.renewPassword(OPS, "portail-gard");
        String whole = house.platforms.renewPassword(OPS, "supervision");
        assertTrue(house.directory.authenticate("portail-gard", password).isPresent());

        house.platforms.withdraw(OPS, "portail-gard");

        assertEquals(Optional.empty(), house.directory.authenticate("portail-gard", password));
        assertNull(house.server.house().getEntry(ENTRY));
        assertTrue(house.directory.authenticate("supervision", whole).isPresent());
        assertEquals(List.of(WHOLE), house.platforms.all());
        assertReason(Reason.NOT_FOUND, () -> house.platforms.withdraw(OPS, "portail-gard"));
        assertReason(Reason.NOT_FOUND, () -> house.platforms.renewPassword(OPS, "portail-gard"));
        assertEquals(List.of("platform portail-gard: declared, acts for 30036 30189"), apply(PORTAL));
        assertEquals(Optional.empty(), house.directory.authenticate("portail-gard", password));
        house.close();

        house = new House(store);
        assertEquals(Optional.empty(), house.directory.authenticate("portail-gard", password));
        String second = house.platforms.renewPassword(OPS, "portail-gard");
        assertTrue(house.directory.authenticate("portail-gard", second).isPresent());
    }

    @OnBothStores
    void aDirectoryThatWasAwayForgetsAWithdrawnPlatformWhenItIsBack(Store store) throws Exception {
        apply(PORTAL);
        String password = house.platforms.renewPassword(OPS, "portail-gard");
        String hash = house.server.house().getEntry(ENTRY).getAttributeValue("userPassword");
        house.platforms.withdraw(OPS, "portail-gard");
        house.close();
        EmbeddedServer asItWas = new EmbeddedServer(new DN(House.BASE), House.ITERATIONS, 0);
        LdapTree tree = new LdapTree(asItWas.house(), new DN(House.BASE));
        tree.plant();
        tree.putAdministrator(tree.platform("portail-gard"), hash);

        house = new House(store, asItWas);

        assertEquals(Optional.empty(), house.directory.authenticate("portail-gard", password));
        assertNull(house.server.house().getEntry(ENTRY));
    }

    @OnBothStores
    void onlyOperationsWithdrawPlatformsAndNobodyTheFirstOne() {
        apply(PORTAL);

        for (Actor other : List.of(
                Actor.platform("portail-gard", PORTAL.communes()),
                new Actor("staff/auditor", Role.AUDITOR, Optional.empty()),
                new Actor("account/x", Role.CONTACT, Optional.of(NIMES)))) {
            assertReason(Reason.FORBIDDEN, () -> house.platforms.withdraw(other, "portail-gard"));
        }
        assertReason(Reason.UNAUTHENTICATED, () -> house.platforms.withdraw(Actor.visitor(), "portail-gard"));
        assertReason(Reason.CONFLICT, () -> house.platforms.withdraw(OPS, "platform"));
        assertEquals(List.of(PORTAL), house.platforms.all());
    }

    @OnBothStores
    void onlyOperationsRenewThePasswordsOfPlatforms() {
        apply(PORTAL);

        for (Actor other : List.of(
                Actor.platform("portail-gard", PORTAL.communes()),
                new Actor("staff/auditor", Role.AUDITOR, Optional.empty()),
                new Actor("account/x", Role.CONTACT, Optional.of(NIMES)))) {
            assertReason(Reason.FORBIDDEN, () -> house.platforms.renewPassword(other, "portail-gard"));
        }
        assertReason(Reason.UNAUTHENTICATED, () -> house.platforms.renewPassword(Actor.visitor(), "portail-gard"));
        assertReason(Reason.NOT_FOUND, () -> house.platforms.renewPassword(OPS, "platform"));
    }

    @OnBothStores
    void noPlatformTakesALogInOfTheHouse() {
        for (String name : House.CREDENTIALS.keySet()) {
            assertRefused(
                    "A platform can't be named " + name
                            + ": that is a log-in of the house itself. Give it another name.",
                    new Platform(name, "Autre", Optional.empty()));
        }
    }

    @OnBothStores
    void noPlatformIsDeclaredTwice() {
        assertRefused(
                "The platform supervision is declared twice, as Supervision and as Autre. Keep one.",
                WHOLE,
                new Platform("supervision", "Autre", Optional.empty()));
    }

    @OnBothStores
    void aPlatformActsForCommunesOfThisHouse() {
        assertRefused(
                "The platform ailleurs acts for 30082, which is no commune of this house. Declare the commune or take it off"
                        + " the list.",
                new Platform("ailleurs", "Ailleurs", Optional.of(Set.of(NIMES, CLARENSAC))));
    }

    @OnBothStores
    void aCommuneThatHasLeftDoesNotSpoilThePlatformsFile() {
        apply(PORTAL);
        house.leave(BERNIS);

        assertEquals(List.of(), apply(PORTAL));
    }

    @OnBothStores
    void aRehearsalTellsTheSameAndChangesNothing() {
        Declaration declaration = new Declaration(
                METROPOLE, List.of(household(NIMES), household(BERNIS)), List.of(), List.of(), List.of(PORTAL));
        List<String> plan = house.journal.rehearse(OPS, decisions -> house.declared.apply(decisions, declaration));

        assertEquals(List.of(), house.platforms.all());
        assertEquals(plan, apply(PORTAL));
    }

    private void assertRefused(String sentence, Platform... platforms) {
        Refusal refusal = assertThrows(Refusal.class, () -> apply(platforms));
        assertEquals(Reason.INVALID, refusal.reason());
        assertEquals(sentence, refusal.getMessage());
        assertEquals(
                List.<Insee>of(),
                house.communes.all().stream().map(c -> c.insee()).toList());
    }

    private static void assertReason(Reason reason, Executable asking) {
        assertEquals(reason, assertThrows(Refusal.class, asking).reason());
    }
}
