package fr.beffroi.tenancy.internal;

import static fr.beffroi.tenancy.internal.House.BERNIS;
import static fr.beffroi.tenancy.internal.House.NIMES;
import static fr.beffroi.tenancy.internal.House.OPS;
import static fr.beffroi.tenancy.internal.House.household;
import static fr.beffroi.tenancy.internal.House.offering;
import static fr.beffroi.tenancy.internal.House.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class LdapDirectoryTest {
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
    void administratorsLogInByPlainNames() {
        assertEquals(
                Optional.of(new Actor("staff/ops", Role.STAFF, Optional.empty())),
                house.directory.authenticate("ops", "password of ops"));
        assertEquals(
                Optional.of(new Actor("staff/auditor", Role.AUDITOR, Optional.empty())),
                house.directory.authenticate("auditor", "password of auditor"));
        assertEquals(
                Optional.of(new Actor("platform/platform", Role.PLATFORM, Optional.empty())),
                house.directory.authenticate("platform", "password of platform"));
        assertEquals(Optional.empty(), house.directory.authenticate("ops", "password of auditor"));
        assertEquals(Optional.empty(), house.directory.problem());
    }

    @OnBothStores
    void aContactLogsInWithANewPasswordAndWithoutASubscription() {
        house.apply(household(NIMES, ELISE, MARC));

        String password = house.communes.renewPassword(OPS, NIMES, "elise");

        assertTrue(password.length() >= 20);
        Actor elise = new Actor("account/" + house.account(NIMES, "elise").id(), Role.CONTACT, Optional.of(NIMES));
        assertEquals(Optional.of(elise), house.directory.authenticate("elise@30189", password));
        for (String login : List.of(
                "marc@30189",
                "elise@30036",
                "elise",
                "elise@",
                "@30189",
                "elise@30189 ",
                "ELISE@30189",
                "*@30189",
                "elise,ou=people@30189",
                "uid=elise@30189",
                "elise\0@30189",
                "")) {
            assertEquals(Optional.empty(), house.directory.authenticate(login, password), login);
        }
    }

    @OnBothStores
    void anEmptyPasswordIsNobodys() {
        house.apply(household(NIMES, ELISE));
        house.communes.renewPassword(OPS, NIMES, "elise");

        for (String login : List.of("elise@30189", "ops", "nobody@30189")) {
            assertEquals(Optional.empty(), house.directory.authenticate(login, ""));
            assertEquals(Optional.empty(), house.directory.authenticate(login, null));
        }
    }

    @OnBothStores
    void whoNeverGotAPasswordHasNone() {
        house.apply(household(NIMES, ELISE));

        for (String guess : List.of("null", "-", "elise", "{PBKDF2-SHA512}", " ")) {
            assertEquals(Optional.empty(), house.directory.authenticate("elise@30189", guess));
        }
    }

    @OnBothStores
    void theStoredHashIsNoPassword(Store store) {
        house.apply(household(NIMES, ELISE));
        house.communes.renewPassword(OPS, NIMES, "elise");
        String hash = store.read(sql -> sql.createQuery("SELECT password FROM tenancy_account")
                .mapTo(String.class)
                .one());

        assertEquals(Optional.empty(), house.directory.authenticate("elise@30189", hash));
    }

    /** Neither the directory's lag nor what is remembered of earlier log-ins may keep an old right alive. */
    @OnBothStores
    void whatWasDecidedAboutAnAccountCountsAtOnce() {
        house.apply(household(NIMES, ELISE));
        String first = house.communes.renewPassword(OPS, NIMES, "elise");
        assertTrue(house.directory.authenticate("elise@30189", first).isPresent());

        String second = house.communes.renewPassword(OPS, NIMES, "elise");
        assertEquals(Optional.empty(), house.directory.authenticate("elise@30189", first));
        assertTrue(house.directory.authenticate("elise@30189", second).isPresent());

        house.apply(household(NIMES, person("elise", "Élise Garçon", Role.AGENT)));
        assertEquals(
                Role.AGENT,
                house.directory
                        .authenticate("elise@30189", second)
                        .orElseThrow()
                        .role());

        house.apply(household(NIMES));
        assertEquals(Optional.empty(), house.directory.authenticate("elise@30189", second));
    }

    @OnBothStores
    void passwordsAreRenewedByOperationsAndTheCommunesOwnContact() {
        house.apply(household(NIMES, ELISE), household(BERNIS, MARC));
        Actor contact = new Actor("account/x", Role.CONTACT, Optional.of(NIMES));

        house.communes.renewPassword(contact, NIMES, "elise");
        assertReason(Reason.FORBIDDEN, () -> house.communes.renewPassword(contact, BERNIS, "marc"));
        assertReason(
                Reason.FORBIDDEN,
                () -> house.communes.renewPassword(
                        new Actor("account/y", Role.AGENT, Optional.of(NIMES)), NIMES, "elise"));
        assertReason(Reason.UNAUTHENTICATED, () -> house.communes.renewPassword(Actor.visitor(), NIMES, "elise"));
        assertReason(Reason.NOT_FOUND, () -> house.communes.renewPassword(OPS, NIMES, "marc"));
    }

    @OnBothStores
    void groupsHoldEverybodyOfTheCommune() throws Exception {
        house.apply(household(NIMES, ELISE), household(BERNIS));
        house.directory.openBranch(NIMES);
        house.directory.openGroup(NIMES, "actes");
        house.directory.openGroup(NIMES, "actes");
        assertEquals(List.of("actes"), house.directory.groups(NIMES));
        assertEquals(List.of(), house.directory.groups(BERNIS));
        assertTrue(house.held().contains("30189/actes [elise]"), house.held().toString());
        assertEquals(OptionalInt.of(1), house.directory.members(NIMES, "actes"));
        assertEquals(OptionalInt.empty(), house.directory.members(BERNIS, "actes"));

        house.apply(household(NIMES, ELISE, MARC));
        House.await("marc is a member", () -> house.held().contains("30189/actes [elise, marc]"));

        house.apply(household(NIMES));
        House.await("nobody is a member", () -> house.held().contains("30189/actes []"));
        assertEquals(OptionalInt.of(0), house.directory.members(NIMES, "actes"));

        house.directory.closeGroup(NIMES, "actes");
        house.directory.closeGroup(NIMES, "actes");
        assertEquals(List.of(), house.directory.groups(NIMES));
    }

    @OnBothStores
    void aCommuneThatNobodyDeclaredHasNoBranch() {
        assertReason(Reason.NOT_FOUND, () -> house.directory.openBranch(NIMES));
        assertReason(Reason.NOT_FOUND, () -> house.directory.openGroup(NIMES, "actes"));
        assertFalse(house.directory.hasBranch(NIMES));
        assertEquals(List.of(), house.directory.groups(NIMES));
        house.directory.closeGroup(NIMES, "actes");
        house.directory.closeBranch(NIMES);
    }

    @OnBothStores
    void whoLeavesIsGoneAndTheNeighboursStay() throws Exception {
        house.apply(household(NIMES, ELISE), household(BERNIS, MARC));
        String leaving = house.communes.renewPassword(OPS, BERNIS, "marc");
        String staying = house.communes.renewPassword(OPS, NIMES, "elise");
        house.directory.openGroup(BERNIS, "actes");

        house.leave(BERNIS);
        house.leave(BERNIS);

        House.await("the branch is gone", () -> !house.directory.hasBranch(BERNIS));
        assertEquals(Optional.empty(), house.directory.authenticate("marc@30036", leaving));
        assertEquals(List.of(), house.communes.accounts(BERNIS));
        assertReason(Reason.NOT_FOUND, () -> house.directory.openBranch(BERNIS));
        assertTrue(house.directory.authenticate("elise@30189", staying).isPresent());
        assertTrue(house.directory.hasBranch(NIMES));
    }

    @OnBothStores
    void aBranchClosedOnTheWayOutStaysClosed() throws Exception {
        house.apply(household(BERNIS, MARC));
        house.awaitAgreement();
        house.journal.decide(OPS, decisions -> {
            house.departures.decide(decisions, BERNIS);
            return null;
        });
        house.directory.closeBranch(BERNIS);

        house.directory.agree(BERNIS);

        assertFalse(house.directory.hasBranch(BERNIS));
    }

    @OnBothStores
    void afterARestartEverythingStandsAgain(Store store) throws Exception {
        house.decide(new Decision.OfferingPublished(offering("o-1", "actes")));
        house.decide(new Decision.OfferingPublished(offering("o-2", "courrier")));
        house.apply(household(NIMES, ELISE, MARC), household(BERNIS));
        String password = house.communes.renewPassword(OPS, NIMES, "elise");
        subscribe("s-1", NIMES, "o-1");
        subscribe("s-2", NIMES, "o-2");
        house.decide(new Decision.StepUndone("s-2", "s-2-end", NIMES, Projection.GROUP_STEP));
        house.decide(new Decision.StepDone("s-2", "s-2-end", NIMES, "archive"));
        house.decide(new Decision.OperationSucceeded("s-2", "s-2-end", NIMES));
        house.close();

        house = new House(store);

        assertEquals(List.of("actes"), house.directory.groups(NIMES));
        assertEquals(house.wanted(), house.held());
        assertTrue(house.directory.authenticate("elise@30189", password).isPresent());
    }

    @OnBothStores
    void theGroupOfASuspendedServiceStaysAwayUntilItIsResumed(Store store) throws Exception {
        house.decide(new Decision.OfferingPublished(offering("o-1", "actes")));
        house.decide(new Decision.OfferingPublished(offering("o-2", "courrier")));
        house.apply(household(NIMES, ELISE));
        subscribe("s-1", NIMES, "o-1");
        subscribe("s-2", NIMES, "o-2");
        house.directory.openGroup(NIMES, "courrier");
        house.decide(new Decision.StepDone("s-1", "s-1-suspend", NIMES, Projection.SUSPENSION_STEP));
        house.close();

        house = new House(store);
        assertEquals(List.of("courrier"), house.directory.groups(NIMES));

        house.decide(new Decision.StepUndone("s-1", "s-1-resume", NIMES, Projection.SUSPENSION_STEP));
        house.close();
        house = new House(store);
        assertEquals(List.of("actes", "courrier"), house.directory.groups(NIMES));

        // The end of a suspended subscription, in whatever order its steps are taken back.
        house.decide(new Decision.StepDone("s-1", "s-1-suspend", NIMES, Projection.SUSPENSION_STEP));
        house.decide(new Decision.StepUndone("s-1", "s-1-end", NIMES, Projection.GROUP_STEP));
        house.decide(new Decision.StepUndone("s-1", "s-1-end", NIMES, Projection.SUSPENSION_STEP));
        house.close();
        house = new House(store);
        assertEquals(List.of("courrier"), house.directory.groups(NIMES));
    }

    /** Seeded, so that a failure can be told again. */
    @OnBothStores
    void whateverIsDeclaredTheDirectoryEndsUpAgreeing(Store store) throws Exception {
        Random random = new Random(20_261_101);
        List<Insee> insees = List.of(NIMES, BERNIS, House.CLARENSAC);
        house.decide(new Decision.OfferingPublished(offering("o-1", "actes")));
        for (int round = 0; round < 40; round++) {
            List<Declaration.Household> households = new ArrayList<>();
            for (Insee insee : insees) {
                if (random.nextInt(3) > 0) {
                    households.add(household(insee, somePeople(random)));
                }
            }
            house.apply(households.toArray(Declaration.Household[]::new));
            Insee one = insees.get(random.nextInt(insees.size()));
            if (random.nextInt(4) == 0
                    && house.communes.all().stream().anyMatch(c -> c.insee().equals(one))) {
                house.directory.openGroup(one, "actes");
                subscribe("s-" + round, one, "o-1");
            }
            List<fr.beffroi.api.Account> accounts = house.communes.accounts(one);
            if (!accounts.isEmpty() && random.nextInt(3) == 0) {
                house.communes.renewPassword(OPS, one, accounts.get(0).uid());
            }
        }
        house.awaitAgreement();
        assertTrue(house.held().size() > insees.size(), "the walk went nowhere");

        house.close();
        house = new House(store);
        house.directory.hasBranch(NIMES);
        assertEquals(house.wanted(), house.held());
    }

    private static Declaration.Person[] somePeople(Random random) {
        TreeSet<String> uids = new TreeSet<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            uids.add("p" + random.nextInt(6));
        }
        return uids.stream()
                .map(uid -> person(uid, "Nom é" + random.nextInt(3), random.nextBoolean() ? Role.AGENT : Role.CONTACT))
                .toArray(Declaration.Person[]::new);
    }

    private void subscribe(String subscription, Insee tenant, String offering) {
        house.decide(new Decision.SubscriptionOrdered(
                subscription, subscription + "-op", tenant, offering, offering + "-plan", "00", Optional.empty()));
        house.decide(new Decision.StepDone(subscription, subscription + "-op", tenant, Projection.GROUP_STEP));
    }

    private static void assertReason(Reason reason, org.junit.jupiter.api.function.Executable asking) {
        assertEquals(reason, assertThrows(Refusal.class, asking).reason());
    }
}
