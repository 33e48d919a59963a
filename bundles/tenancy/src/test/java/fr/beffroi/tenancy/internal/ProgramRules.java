package fr.beffroi.tenancy.internal;

import static fr.beffroi.tenancy.internal.House.BASE;
import static fr.beffroi.tenancy.internal.House.BERNIS;
import static fr.beffroi.tenancy.internal.House.NIMES;
import static fr.beffroi.tenancy.internal.House.OPS;
import static fr.beffroi.tenancy.internal.House.household;
import static fr.beffroi.tenancy.internal.House.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.CompareRequest;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Role;
import fr.beffroi.store.testing.StoreUnderTest;
import fr.beffroi.tenancy.Directory.ProgramAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what in the directory from outside: the same stories for each directory that programs of the communes can reach. */
abstract class ProgramRules {
    private static final Declaration.Person ELISE = person("elise", "Élise Garçon", Role.CONTACT);
    private static final Declaration.Person MARC = person("marc", "Marc Œuvrard", Role.AGENT);
    private static final String COMMUNES = "ou=communes," + BASE;
    private static final String OF_NIMES = "ou=30189," + COMMUNES;
    private static final String OF_BERNIS = "ou=30036," + COMMUNES;
    private static final Set<ResultCode> REFUSALS = Set.of(
            ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
            ResultCode.STRONG_AUTH_REQUIRED,
            ResultCode.UNAVAILABLE_CRITICAL_EXTENSION,
            ResultCode.PROTOCOL_ERROR);
    private static final String FIRST = "secret of b-1";
    private static final String SECOND = "secret of b-2";
    private static final String NEIGHBOURS = "secret of b-3";

    @TempDir
    Path folder;

    private StoreUnderTest store;
    private House house;
    private String elise;

    /** The directory of this kind, empty and running. */
    abstract LdapServer server() throws Exception;

    @BeforeEach
    void fill() throws Exception {
        LdapServer server = server();
        store = StoreUnderTest.sqlite(Files.createDirectory(folder.resolve("data")));
        house = new House(store.store(), server);
        house.apply(household(NIMES, ELISE, MARC), household(BERNIS, MARC));
        house.directory.openGroup(NIMES, "actes");
        house.directory.openGroup(BERNIS, "actes");
        elise = house.communes.renewPassword(OPS, NIMES, "elise");
        house.directory.openProgram(NIMES, "b-1", FIRST);
        house.directory.openProgram(NIMES, "b-2", SECOND);
        house.directory.openProgram(BERNIS, "b-3", NEIGHBOURS);
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
    void aProgramReadsThePeopleAndTheGroupsOfItsCommune() throws Exception {
        try (LDAPConnection program = program(NIMES, "b-1", FIRST)) {
            assertEquals(
                    names(
                            OF_NIMES,
                            "ou=people," + OF_NIMES,
                            "uid=elise,ou=people," + OF_NIMES,
                            "uid=marc,ou=people," + OF_NIMES,
                            "ou=groups," + OF_NIMES,
                            "cn=actes,ou=groups," + OF_NIMES),
                    names(program, OF_NIMES, "(objectClass=*)"));
            assertEquals(
                    names("uid=elise,ou=people," + OF_NIMES),
                    names(program, "ou=people," + OF_NIMES, "(mail=elise@commune.example)"));
            SearchResultEntry found = program.getEntry("uid=elise,ou=people," + OF_NIMES, "CN", "mail");
            assertEquals("Élise Garçon", found.getAttributeValue("cn"));
            assertEquals(2, found.getAttributes().size(), "no more than was asked for");
            assertTrue(program.getEntry("cn=actes,ou=groups," + OF_NIMES)
                            .getAttribute("member")
                            .size()
                    > 2);
            assertTrue(program.compare(
                            new CompareRequest("uid=elise,ou=people," + OF_NIMES, "mail", "elise@commune.example"))
                    .compareMatched());
            assertFalse(program.compare(new CompareRequest("uid=elise,ou=people," + OF_NIMES, "mail", "x@y.example"))
                    .compareMatched());
        }
    }

    @Test
    void aProgramReadsNoPasswords() throws Exception {
        String entry = "uid=elise,ou=people," + OF_NIMES;
        try (LDAPConnection program = program(NIMES, "b-1", FIRST)) {
            for (String attributes : List.of("*", "userPassword", "2.5.4.35", "+")) {
                SearchResultEntry found = program.getEntry(entry, attributes);
                assertFalse(found.hasAttribute("userPassword"), attributes);
            }
            // Nor by guessing: neither whether there is one nor how it begins.
            for (String filter : List.of("(userPassword=*)", "(userPassword={PBKDF2*)", "(2.5.4.35=*)")) {
                assertEquals(names(), names(program, OF_NIMES, filter), filter);
            }
            String hash = house.server.house().getEntry(entry).getAttributeValue("userPassword");
            LDAPException refused = assertThrows(
                    LDAPException.class, () -> program.compare(new CompareRequest(entry, "userPassword", hash)));
            assertNotEquals(ResultCode.COMPARE_TRUE, refused.getResultCode());
        }
    }

    @Test
    void aProgramReadsNothingOfAnotherCommuneAndNothingElse() throws Exception {
        try (LDAPConnection program = program(NIMES, "b-1", FIRST)) {
            for (String base : List.of(
                    OF_BERNIS,
                    "ou=people," + OF_BERNIS,
                    "uid=marc,ou=people," + OF_BERNIS,
                    "ou=groups," + OF_BERNIS,
                    "cn=actes,ou=groups," + OF_BERNIS,
                    "uid=b-3,ou=programs," + OF_BERNIS,
                    "ou=programs," + OF_NIMES,
                    "uid=b-1,ou=programs," + OF_NIMES,
                    "uid=b-2,ou=programs," + OF_NIMES,
                    COMMUNES,
                    "ou=staff," + BASE,
                    "uid=ops,ou=staff," + BASE,
                    "ou=platforms," + BASE,
                    "uid=platform,ou=platforms," + BASE,
                    BASE)) {
                assertSeesNothing(program, base);
            }
            LDAPException refused = assertThrows(
                    LDAPException.class,
                    () -> program.compare(
                            new CompareRequest("uid=marc,ou=people," + OF_BERNIS, "mail", "marc@commune.example")));
            assertEquals(ResultCode.NO_SUCH_OBJECT, refused.getResultCode());
        }
        try (LDAPConnection neighbour = program(BERNIS, "b-3", NEIGHBOURS)) {
            assertSeesNothing(neighbour, OF_NIMES);
            assertEquals(names("uid=marc,ou=people," + OF_BERNIS), names(neighbour, OF_BERNIS, "(objectClass=person)"));
        }
    }

    @Test
    void aProgramWritesNothing() throws Exception {
        String entry = "uid=elise,ou=people," + OF_NIMES;
        List<String> before = house.held();
        try (LDAPConnection program = program(NIMES, "b-1", FIRST)) {
            assertRefused(() -> program.modify(
                    entry, new Modification(ModificationType.REPLACE, "mail", "intruder@commune.example")));
            assertRefused(
                    () -> program.modify(entry, new Modification(ModificationType.REPLACE, "userPassword", "mine")));
            assertRefused(() -> program.modify(
                    "uid=b-1,ou=programs," + OF_NIMES,
                    new Modification(ModificationType.REPLACE, "userPassword", "mine")));
            assertRefused(() -> program.add(
                    "uid=intruder,ou=people," + OF_NIMES,
                    new Attribute("objectClass", "inetOrgPerson"),
                    new Attribute("cn", "Intruder"),
                    new Attribute("sn", "Intruder")));
            assertRefused(() -> program.delete(entry));
            assertRefused(() -> program.modifyDN(entry, "uid=other", true));
            PasswordModifyExtendedRequest renewal = new PasswordModifyExtendedRequest(entry, null, "mine");
            assertRefused(() -> {
                // Some refusals are thrown by the client, some are only answered.
                ExtendedResult answer = program.processExtendedOperation(renewal);
                throw new LDAPException(answer.getResultCode(), "answered");
            });
        }
        assertEquals(before, house.held());
        assertTrue(house.directory.authenticate("elise@30189", elise).isPresent());
    }

    @Test
    void peopleLogInAndSeeNothing() throws Exception {
        String entry = "uid=elise,ou=people," + OF_NIMES;
        try (LDAPConnection person = connect()) {
            person.bind(entry, elise);
            for (String base : List.of(OF_NIMES, entry, "ou=groups," + OF_NIMES, OF_BERNIS, BASE)) {
                assertSeesNothing(person, base);
            }
            assertRefused(
                    () -> person.modify(entry, new Modification(ModificationType.REPLACE, "userPassword", "mine")));
        }
    }

    @Test
    void nobodySeesNothing() throws Exception {
        try (LDAPConnection nobody = connect()) {
            for (String base : List.of(OF_NIMES, "uid=elise,ou=people," + OF_NIMES, COMMUNES, BASE)) {
                assertSeesNothing(nobody, base);
            }
            nobody.bind("", "");
            assertSeesNothing(nobody, OF_NIMES);
            assertRefused(() -> nobody.delete("cn=actes,ou=groups," + OF_NIMES));
        }
    }

    @Test
    void aWrongPasswordOrNoneIsNoLogIn() throws Exception {
        String program = "uid=b-1,ou=programs," + OF_NIMES;
        try (LDAPConnection connection = connect()) {
            connection.getConnectionOptions().setBindWithDNRequiresPassword(false);
            for (String[] wrong : new String[][] {
                {program, SECOND}, {program, ""}, {"uid=b-9,ou=programs," + OF_NIMES, FIRST}, {"uid=b-1", FIRST}
            }) {
                connection.bind(program, FIRST);
                assertThrows(LDAPException.class, () -> connection.bind(wrong[0], wrong[1]));
                assertSeesNothing(connection, OF_NIMES);
            }
        }
    }

    @Test
    void aProgramWhoseEntryIsClosedReadsNoMoreThoughItIsLoggedIn() throws Exception {
        try (LDAPConnection program = program(NIMES, "b-1", FIRST);
                LDAPConnection other = program(NIMES, "b-2", SECOND)) {
            assertEquals(
                    3,
                    names(program, OF_NIMES, "(|(objectClass=person)(cn=actes))")
                            .size());

            house.directory.closeProgram(NIMES, "b-1");

            assertSeesNothing(program, OF_NIMES);
            assertThrows(LDAPException.class, () -> program(NIMES, "b-1", FIRST));
            assertEquals(
                    3,
                    names(other, OF_NIMES, "(|(objectClass=person)(cn=actes))").size());
        }
    }

    @Test
    void limitsAndControlsAreHeldTo() throws Exception {
        try (LDAPConnection program = program(NIMES, "b-1", FIRST)) {
            SearchRequest one = new SearchRequest(OF_NIMES, SearchScope.SUB, "(objectClass=person)", "uid");
            one.setSizeLimit(1);
            LDAPSearchException more = assertThrows(LDAPSearchException.class, () -> program.search(one));
            assertEquals(ResultCode.SIZE_LIMIT_EXCEEDED, more.getResultCode());
            assertEquals(1, more.getEntryCount());

            SearchRequest names = new SearchRequest(OF_NIMES, SearchScope.SUB, "(uid=elise)", "mail");
            names.setTypesOnly(true);
            SearchResultEntry found = program.search(names).getSearchEntries().get(0);
            assertEquals(0, found.getAttribute("mail").size());

            DeleteRequest strange = new DeleteRequest("uid=elise,ou=people," + OF_NIMES);
            strange.addControl(new Control("1.2.3.4", true));
            assertRefused(() -> program.delete(strange));
            SearchRequest critical = new SearchRequest(OF_NIMES, SearchScope.SUB, "(uid=elise)", "mail");
            critical.addControl(new Control("1.2.3.4", true));
            LDAPException refused = assertThrows(LDAPException.class, () -> program.search(critical));
            assertEquals(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, refused.getResultCode());
        }
    }

    /** What programs do leaves the house's own work alone. */
    @Test
    void theHouseGoesOnReadingAndWriting() throws Exception {
        try (LDAPConnection program = program(NIMES, "b-1", FIRST)) {
            house.apply(household(NIMES, ELISE), household(BERNIS, MARC));
            House.await(
                    "marc has gone",
                    () -> names(program, OF_NIMES, "(objectClass=person)")
                            .equals(names("uid=elise,ou=people," + OF_NIMES)));
            assertEquals(List.of("b-1", "b-2"), house.directory.programs(NIMES));
            assertEquals(
                    Optional.of(Actor.platform("platform", Optional.empty())),
                    house.directory.authenticate("platform", "password of platform"));

            house.leave(NIMES);
            assertEquals(List.of(), house.directory.programs(NIMES));
            assertSeesNothing(program, OF_NIMES);
        }
    }

    private LDAPConnection program(Insee tenant, String credential, String secret) throws LDAPException {
        ProgramAccess access = house.directory.programAccess(tenant, credential).orElseThrow();
        assertEquals("ou=" + tenant + "," + COMMUNES, access.baseDn());
        LDAPConnection connection = connect();
        try {
            connection.bind(access.bindDn(), secret);
        } catch (LDAPException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private LDAPConnection connect() throws LDAPException {
        LDAPURL url = new LDAPURL(
                house.directory.programAccess(NIMES, "any").orElseThrow().uri());
        return new LDAPConnection(url.getHost(), url.getPort());
    }

    private static TreeSet<String> names(LDAPConnection connection, String base, String filter) throws LDAPException {
        TreeSet<String> names = new TreeSet<>();
        for (SearchResultEntry entry :
                connection.search(base, SearchScope.SUB, filter, "1.1").getSearchEntries()) {
            names.add(entry.getDN());
        }
        return names;
    }

    private static TreeSet<String> names(String... names) {
        return new TreeSet<>(List.of(names));
    }

    private static void assertSeesNothing(LDAPConnection connection, String base) {
        for (SearchScope scope : List.of(SearchScope.BASE, SearchScope.ONE, SearchScope.SUB)) {
            LDAPSearchException refused = assertThrows(
                    LDAPSearchException.class, () -> connection.search(base, scope, "(objectClass=*)"), base);
            assertEquals(ResultCode.NO_SUCH_OBJECT, refused.getResultCode(), base);
            assertEquals(0, refused.getEntryCount());
            assertTrue(refused.getMatchedDN() == null, "not even what stands above it is told");
        }
    }

    private static void assertRefused(Executable writing) {
        LDAPException refused = assertThrows(LDAPException.class, writing);
        assertTrue(REFUSALS.contains(refused.getResultCode()), refused.toString());
    }
}
