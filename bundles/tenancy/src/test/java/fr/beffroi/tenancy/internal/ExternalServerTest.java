package fr.beffroi.tenancy.internal;

import static fr.beffroi.tenancy.internal.House.BASE;
import static fr.beffroi.tenancy.internal.House.BERNIS;
import static fr.beffroi.tenancy.internal.House.NIMES;
import static fr.beffroi.tenancy.internal.House.OPS;
import static fr.beffroi.tenancy.internal.House.household;
import static fr.beffroi.tenancy.internal.House.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.store.testing.StoreUnderTest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory across the network that comes and goes, played by the in-memory one on a port of the loopback interface. */
class ExternalServerTest {
    private static final String MANAGER = "cn=manager";
    private static final String SECRET = "manager's secret";
    private static final Declaration.Person ELISE = person("elise", "Élise Garçon", Role.CONTACT);
    private static final Declaration.Person MARC = person("marc", "Marc Œuvrard", Role.AGENT);

    @TempDir
    Path folder;

    private StoreUnderTest store;
    private InMemoryDirectoryServer far;
    private int port;
    private House house;

    @BeforeEach
    void prepare() throws Exception {
        store = StoreUnderTest.sqlite(folder);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        far = directory(true);
    }

    @AfterEach
    void close() throws Exception {
        if (house != null) {
            house.close();
        }
        far.shutDown(true);
        store.close();
    }

    private InMemoryDirectoryServer directory(boolean knowsOurHashes) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.addAdditionalBindCredentials(MANAGER, SECRET);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("test", InetAddress.getLoopbackAddress(), port, null));
        if (knowsOurHashes) {
            config.setPasswordEncoders(new Pbkdf2Encoder(House.ITERATIONS));
        }
        return new InMemoryDirectoryServer(config);
    }

    private House house(String password) throws Exception {
        return new House(store.store(), new ExternalServer("ldap://127.0.0.1:" + port, MANAGER, password));
    }

    @Test
    void aDirectoryThatIsDownDelaysLogInsAndNotDecisions() throws Exception {
        house = house(SECRET);
        String sentence = "The directory ldap://127.0.0.1:" + port
                + " does not answer: check that it runs and can be reached from here.";
        House.await("the trouble is known", () -> house.directory.problem().equals(Optional.of(sentence)));

        house.apply(household(NIMES, ELISE));
        long head = house.journal.head();
        assertUnavailable(sentence, () -> house.directory.authenticate("ops", "password of ops"));
        assertUnavailable(sentence, () -> house.directory.openBranch(NIMES));
        assertUnavailable(sentence, () -> house.directory.hasBranch(NIMES));
        assertUnavailable(sentence, () -> house.communes.renewPassword(OPS, NIMES, "elise"));
        assertEquals(head, house.journal.head(), "nothing was decided");

        far.startListening();
        House.await("the directory is filled", () -> house.directory.problem().isEmpty());
        house.awaitAgreement();
        assertTrue(house.directory.authenticate("ops", "password of ops").isPresent());
        String password = house.communes.renewPassword(OPS, NIMES, "elise");
        assertTrue(house.directory.authenticate("elise@30189", password).isPresent());
        assertFalse(house.directory.authenticate("elise@30189", "wrong").isPresent());
    }

    @Test
    void aDirectoryThatWasAwayIsBroughtUpToDate() throws Exception {
        far.startListening();
        house = house(SECRET);
        house.apply(household(NIMES, ELISE));
        house.directory.openBranch(NIMES);

        far.shutDown(true);
        house.apply(household(NIMES, MARC), household(BERNIS));
        assertEquals(
                Reason.UNAVAILABLE,
                assertThrows(Refusal.class, () -> house.directory.hasBranch(BERNIS))
                        .reason());

        far.startListening();
        house.awaitAgreement();
        assertTrue(house.directory.hasBranch(BERNIS));
    }

    @Test
    void whoLogsInDoesNotGetTheHousesRights() throws Exception {
        far.startListening();
        house = house(SECRET);
        house.apply(household(NIMES, ELISE));
        String password = house.communes.renewPassword(OPS, NIMES, "elise");

        for (int i = 0; i < 20; i++) {
            house.clock.advance(LoginCache.KEPT);
            assertTrue(house.directory.authenticate("elise@30189", password).isPresent());
            assertFalse(house.directory.authenticate("elise@30189", "wrong").isPresent());
        }

        house.apply(household(NIMES, ELISE, MARC));
        house.awaitAgreement();
    }

    @Test
    void aWrongPasswordOfTheHouseIsSaidSo() throws Exception {
        far.startListening();
        house = house("not the secret");

        String sentence = "The directory ldap://127.0.0.1:" + port
                + " refuses Beffroi's own log-in: check BEFFROI_LDAP_BIND_DN and BEFFROI_LDAP_PASSWORD.";
        House.await("the trouble is known", () -> house.directory.problem().equals(Optional.of(sentence)));
        assertUnavailable(sentence, () -> house.directory.authenticate("ops", "password of ops"));
    }

    /** Such a directory could take the stored hash itself for the password. */
    @Test
    void aDirectoryThatDoesNotKnowOurHashesIsNotUsed() throws Exception {
        far = directory(false);
        far.startListening();
        house = house(SECRET);

        House.await(
                "the trouble is known",
                () -> house.directory
                        .problem()
                        .filter(p -> p.contains("pw-pbkdf2"))
                        .isPresent());
        assertThrows(Refusal.class, () -> house.directory.authenticate("ops", "password of ops"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:389", "http://localhost", "ldap://", "ldapi://%2Ftmp", "nonsense"})
    void whatIsNoAddressIsSaidSo(String url) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new ExternalServer(url, MANAGER, SECRET));

        assertTrue(e.getMessage().startsWith("BEFFROI_LDAP_URL is \"" + url + "\""), e.getMessage());
    }

    @Test
    void anAddressAloneIsNotEnough() {
        assertThrows(IllegalArgumentException.class, () -> new ExternalServer("ldap://localhost", "", ""));
    }

    private static void assertUnavailable(String sentence, Executable asking) {
        Refusal refusal = assertThrows(Refusal.class, asking);
        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertEquals(sentence, refusal.getMessage());
    }
}
