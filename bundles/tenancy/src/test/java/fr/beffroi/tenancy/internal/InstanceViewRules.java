package fr.beffroi.tenancy.internal;

import static fr.beffroi.tenancy.internal.House.BASE;
import static fr.beffroi.tenancy.internal.House.BERNIS;
import static fr.beffroi.tenancy.internal.House.CLARENSAC;
import static fr.beffroi.tenancy.internal.House.NIMES;
import static fr.beffroi.tenancy.internal.House.household;
import static fr.beffroi.tenancy.internal.House.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.hosted.DirectoryView;
import fr.beffroi.api.hosted.DirectoryView.Person;
import fr.beffroi.store.KeyFile;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance sees of the directory: the same stories for each kind of it. */
abstract class InstanceViewRules {
    private static final Declaration.Person ELISE = person("elise", "Élise Garçon", Role.CONTACT);
    private static final Declaration.Person MARC = person("marc", "Marc Œuvrard", Role.AGENT);
    private static final Declaration.Person YVES = person("yves", "Yves d'Albenas", Role.AGENT);
    private static final String COMMUNES = "ou=communes," + BASE;

    private static final String ENTRY = "uid=instance-actes,ou=programs,ou=30189," + COMMUNES;
    private static final String PASSWORD = new KeyFile(new byte[32]).secret(ENTRY);

    @TempDir
    Path folder;

    House house;
    DirectoryView view;

    private StoreUnderTest store;

    /** A directory of this kind that runs; the same one when asked again. */
    abstract LdapServer server() throws Exception;

    @BeforeEach
    void fill() throws Exception {
        LdapServer server = server();
        store = StoreUnderTest.sqlite(Files.createDirectory(folder.resolve("data")));
        house = new House(store.store(), server);
        house.apply(household(NIMES, MARC, ELISE), household(BERNIS, YVES), household(CLARENSAC));
        house.directory.openGroup(NIMES, "actes");
        house.directory.openGroup(BERNIS, "actes");
        house.directory.openInstance(NIMES, "actes");
        house.directory.openInstance(BERNIS, "actes");
        view = house.directory.view(NIMES, "actes");
    }

    @AfterEach
    void close() throws Exception {
        if (house != null) {
            house.close();
        }
        if (store != null) {
            store.close();
        }
    }

    @Test
    void itIsThePeopleOfTheCommuneWhoMayUseTheService() {
        assertEquals(
                List.of(
                        new Person(account(NIMES, "marc"), "marc", "Marc Œuvrard", "marc@commune.example", false),
                        new Person(account(NIMES, "elise"), "elise", "Élise Garçon", "elise@commune.example", true)),
                view.people());
        assertTrue(view.mayUse(account(NIMES, "elise")));
        assertTrue(view.mayUse(account(NIMES, "marc")));
    }

    @Test
    void whoIsNoMemberMayNotUseItAndIsNotShown() throws Exception {
        String group = "cn=actes,ou=groups,ou=30189," + COMMUNES;
        String elise = "uid=elise,ou=people,ou=30189," + COMMUNES;
        // The house may still be bringing the group into agreement with what was applied.
        House.await("marc is out of the group", () -> {
            house.server.house().modify("dn: " + group, "changetype: modify", "replace: member", "member: " + elise);
            return view.people().stream().map(Person::login).toList().equals(List.of("elise"))
                    && !view.mayUse(account(NIMES, "marc"))
                    && view.mayUse(account(NIMES, "elise"));
        });
    }

    @Test
    void anotherCommunesAccountMayNotUseItHoweverItIsWritten() {
        String yves = account(BERNIS, "yves");
        String elise = account(NIMES, "elise");
        assertTrue(house.directory.view(BERNIS, "actes").mayUse(yves));
        for (String written : List.of(
                yves,
                "account/*",
                "account/" + "*".repeat(3),
                "account/x)(objectClass=*",
                "account/x)(|(uid=*)",
                "account/\\2a",
                "account/x\0",
                "account/",
                "*",
                "",
                "elise",
                "service/30189/actes",
                "account/uid=yves,ou=people,ou=30036," + COMMUNES,
                elise.toUpperCase(Locale.ROOT),
                elise + " ",
                "account/ " + elise.substring("account/".length()),
                "account/" + "x".repeat(100_000))) {
            assertFalse(view.mayUse(written), written.length() > 200 ? "very long" : written);
        }
        assertFalse(view.mayUse(null));
    }

    @Test
    void loggedInAsTheInstanceNothingOfAnotherBranchIsSeenByAnyBaseOrFilter() throws Exception {
        assertFalse(house.directory.reaches(NIMES, "actes", BERNIS));
        assertFalse(house.directory.reaches(NIMES, "actes", CLARENSAC));
        assertTrue(house.directory.reaches(NIMES, "actes", NIMES), "else it would say nothing");
        for (String base : List.of(
                "ou=30036," + COMMUNES,
                "OU=30036, OU=Communes ," + BASE,
                "ou=people,ou=30036," + COMMUNES,
                "uid=yves,ou=people,ou=30036," + COMMUNES,
                "cn=actes,ou=groups,ou=30036," + COMMUNES,
                "uid=instance-actes,ou=programs,ou=30036," + COMMUNES,
                "uid=instance-actes,ou=programs,ou=30189," + COMMUNES,
                "ou=30189+ou=30036," + COMMUNES,
                COMMUNES,
                "ou=staff," + BASE,
                BASE)) {
            for (String filter : List.of("(objectClass=*)", "(|(uid=yves)(!(uid=yves)))", "(ou:dn:=30036)")) {
                for (SearchScope scope : List.of(SearchScope.BASE, SearchScope.ONE, SearchScope.SUB)) {
                    assertEquals(List.of(), seen(new SearchRequest(base, scope, filter)), base + " " + filter);
                }
            }
        }
        assertEquals(List.of(), seen(new SearchRequest("ou=30189," + COMMUNES, SearchScope.SUB, "(userPassword=*)")));
    }

    /** Names of what is seen by whoever logs in as the instance does. */
    private List<String> seen(SearchRequest request) throws LDAPException {
        InstanceEntries entries = new InstanceEntries(
                house.server, new LdapTree(house.server.house(), new DN(BASE)), null, new KeyFile(new byte[32]));
        try {
            return entries.readAs(
                    NIMES,
                    "actes",
                    sight -> sight.search(request).stream()
                            .map(entry -> entry.getDN())
                            .toList());
        } catch (LDAPException e) {
            // Two names for one step aren't a name to every server.
            assertEquals(ResultCode.INVALID_DN_SYNTAX, e.getResultCode(), request.getBaseDN());
            return List.of();
        }
    }

    @Test
    void aServiceWithoutAGroupHasNoPeople() {
        house.directory.closeGroup(NIMES, "actes");

        assertEquals(List.of(), view.people());
        assertFalse(view.mayUse(account(NIMES, "elise")));
    }

    @Test
    void anEntryThatIsClosedSeesNothingFromThenOnAndNeitherDoesOneThatNeverWas() {
        assertEquals(2, view.people().size());
        house.directory.closeProgram(NIMES, "instance-actes");

        assertShut(view);
        assertShut(house.directory.view(CLARENSAC, "actes"));
        assertShut(house.directory.view(new Insee("00001"), "isolation-probe"));
        assertEquals(
                Reason.FORBIDDEN,
                assertThrows(Refusal.class, () -> house.directory.reaches(NIMES, "actes", BERNIS))
                        .reason());
        house.directory.openInstance(NIMES, "actes");
        assertEquals(2, view.people().size(), "the same view goes on");
    }

    private static void assertShut(DirectoryView view) {
        for (Runnable question : List.<Runnable>of(view::people, () -> view.mayUse("account/1"))) {
            assertEquals(
                    Reason.FORBIDDEN, assertThrows(Refusal.class, question::run).reason());
        }
    }

    @Test
    void theEntryIsAmongTheProgramsAndWrittenOnce() throws Exception {
        assertEquals(List.of("instance-actes"), house.directory.programs(NIMES));
        String hash = hash();
        house.directory.openInstance(NIMES, "actes");
        assertEquals(hash, hash(), "nothing is written when nothing changes");
        assertTrue(house.server.accepts(new DN(ENTRY), PASSWORD));
        assertFalse(
                house.server.accepts(new DN(ENTRY.replace("30189", "30036")), PASSWORD),
                "each entry has a password of its own");
    }

    @Test
    void withAnotherKeyTheEntryIsShutUntilItIsOpenedAgain() throws Exception {
        house.close();
        byte[] other = new byte[32];
        Arrays.fill(other, (byte) 1);
        house = new House(store.store(), server(), new DN(BASE), new KeyFile(other));
        view = house.directory.view(NIMES, "actes");
        assertShut(view);

        // The embedded directory has lost the group too.
        house.directory.openGroup(NIMES, "actes");
        house.directory.openInstance(NIMES, "actes");

        assertEquals(2, view.people().size());
    }

    @Test
    void nobodyElseLogsInByIt() {
        for (String login : List.of("instance-actes", "instance-actes@30189", "service/30189/actes")) {
            assertTrue(house.directory.authenticate(login, PASSWORD).isEmpty(), login);
        }
    }

    private String hash() throws LDAPException {
        return house.server.house().getEntry(ENTRY).getAttributeValue("userPassword");
    }

    String account(Insee tenant, String uid) {
        return "account/" + house.account(tenant, uid).id();
    }
}
