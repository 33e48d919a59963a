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
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.store.KeyFile;
import fr.beffroi.store.testing.StoreUnderTest;
import fr.beffroi.tenancy.Directory.ProgramAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The entries of programs, in the embedded directory and in a real OpenLDAP. */
class ProgramsTest {
    @TempDir
    Path folder;

    private StoreUnderTest store;
    private House house;

    @BeforeEach
    void open() throws Exception {
        store = StoreUnderTest.sqlite(Files.createDirectory(folder.resolve("data")));
        house = new House(store.store());
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        store.close();
    }

    @Test
    void programsAreOpenedAndClosedHoweverOften() throws Exception {
        house.apply(household(NIMES), household(BERNIS));
        house.directory.openProgram(NIMES, "b-2", "second");
        house.directory.openProgram(NIMES, "b-1", "first");
        house.directory.openProgram(BERNIS, "b-3", "third");
        String hash = hash("b-1");

        house.directory.openProgram(NIMES, "b-1", "first");
        assertEquals(hash, hash("b-1"), "nothing is written when nothing changes");
        assertTrue(PasswordHash.matches("first", hash), "hashed as people's passwords are");
        house.directory.openProgram(NIMES, "b-1", "renewed");
        assertTrue(PasswordHash.matches("renewed", hash("b-1")));

        assertEquals(List.of("b-1", "b-2"), house.directory.programs(NIMES));
        house.directory.closeProgram(NIMES, "b-1");
        house.directory.closeProgram(NIMES, "b-1");
        assertEquals(List.of("b-2"), house.directory.programs(NIMES));
        assertEquals(List.of("b-3"), house.directory.programs(BERNIS));
    }

    @Test
    void aProgramLogsInNowhereElse() {
        house.apply(household(NIMES));
        house.directory.openProgram(NIMES, "b-1", "first");

        for (String login : List.of("b-1", "b-1@30189", "programs@30189")) {
            assertEquals(Optional.empty(), house.directory.authenticate(login, "first"), login);
        }
    }

    @Test
    void whatIsDecidedAboutPeopleLeavesTheProgramsAlone() throws Exception {
        house.apply(household(NIMES));
        house.directory.openProgram(NIMES, "b-1", "first");

        house.apply(household(NIMES, person("elise", "Élise Garçon", Role.CONTACT)));
        house.directory.openGroup(NIMES, "actes");
        house.directory.openBranch(NIMES);
        House.await("elise is a member", () -> house.held().contains("30189/actes [elise]"));

        assertEquals(List.of("b-1"), house.directory.programs(NIMES));
        assertEquals(List.of("actes"), house.directory.groups(NIMES));
    }

    @Test
    void aClosedBranchTakesItsProgramsWithIt() {
        house.apply(household(NIMES), household(BERNIS));
        house.directory.openProgram(NIMES, "b-1", "first");
        house.directory.openProgram(BERNIS, "b-3", "third");

        house.leave(NIMES);

        assertEquals(List.of(), house.directory.programs(NIMES));
        assertEquals(List.of("b-3"), house.directory.programs(BERNIS));
        Refusal refusal = assertThrows(Refusal.class, () -> house.directory.openProgram(NIMES, "b-1", "first"));
        assertEquals(Reason.NOT_FOUND, refusal.reason());
        assertFalse(house.directory.hasBranch(NIMES));
    }

    @Test
    void whereTheDirectoryListensNowhereThereIsNoAccess() {
        house.apply(household(NIMES));
        house.directory.openProgram(NIMES, "b-1", "first");

        assertEquals(Optional.empty(), house.directory.programAccess(NIMES, "b-1"));
    }

    @Test
    void theEmbeddedDirectoryForgetsProgramsAtARestart() throws Exception {
        house.apply(household(NIMES));
        house.directory.openProgram(NIMES, "b-1", "first");
        house.close();

        house = new House(store.store());

        assertEquals(
                List.of(), house.directory.programs(NIMES), "whoever knows which ones should stand opens them again");
    }

    @Test
    void anOpenLdapKeepsProgramsThroughARestartOfTheHouse() throws Exception {
        try (OpenLdap slapd = new OpenLdap(Files.createDirectory(folder.resolve("slapd")))) {
            slapd.start();
            house.close();
            house = new House(store.store(), slapd.server());
            house.apply(household(NIMES), household(BERNIS));
            house.directory.openProgram(NIMES, "b-1", "first");
            house.close();

            house = new House(store.store(), slapd.server());
            assertEquals(List.of("b-1"), house.directory.programs(NIMES));
            assertTrue(house.server.accepts(new DN("uid=b-1,ou=programs,ou=30189,ou=communes," + BASE), "first"));
        }
    }

    @Test
    void programsAreToldTheAddressThatIsMeantForThem() throws Exception {
        ExternalServer server = new ExternalServer("ldap://127.0.0.1:1", "cn=manager", "secret");
        LdapDirectory same = directory(server, Optional.empty());
        LdapDirectory other = directory(server, Optional.of("ldaps://annuaire.exemple.fr:636"));

        assertEquals(
                Optional.of(new ProgramAccess(
                        "ldap://127.0.0.1:1",
                        "uid=b-1,ou=programs,ou=30082,ou=communes," + BASE,
                        "ou=30082,ou=communes," + BASE)),
                same.programAccess(CLARENSAC, "b-1"));
        assertEquals(
                "ldaps://annuaire.exemple.fr:636",
                other.programAccess(CLARENSAC, "b-1").orElseThrow().uri());
        same.close();
        other.close();
    }

    private LdapDirectory directory(LdapServer server, Optional<String> publicUrl) throws Exception {
        return new LdapDirectory(
                house.tables,
                house.journal,
                server,
                publicUrl,
                new DN(BASE),
                House.ITERATIONS,
                new KeyFile(new byte[32]),
                House.CREDENTIALS);
    }

    private String hash(String credential) throws Exception {
        return house.server
                .house()
                .getEntry("uid=" + credential + ",ou=programs,ou=30189,ou=communes," + BASE)
                .getAttributeValue("userPassword");
    }
}
