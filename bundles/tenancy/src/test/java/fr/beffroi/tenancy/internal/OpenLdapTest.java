package fr.beffroi.tenancy.internal;

import static fr.beffroi.tenancy.internal.House.BASE;
import static fr.beffroi.tenancy.internal.House.BERNIS;
import static fr.beffroi.tenancy.internal.House.NIMES;
import static fr.beffroi.tenancy.internal.House.OPS;
import static fr.beffroi.tenancy.internal.House.household;
import static fr.beffroi.tenancy.internal.House.person;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.unboundid.ldap.sdk.DN;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Role;
import fr.beffroi.store.testing.StoreUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** A real OpenLDAP of this test's own: a free port of the loopback interface, a configuration and a database in a temporary folder. */
class OpenLdapTest {
    /** Set to {@code required} where a machine without OpenLDAP is to fail these tests instead of skipping them. */
    private static final String REQUIRED = "BEFFROI_TEST_SLAPD";

    private static final Path SLAPD = Path.of("/usr/sbin/slapd");
    private static final Path PBKDF2 = Path.of("/usr/lib/ldap/pw-pbkdf2.so");
    private static final String MANAGER = "cn=manager," + BASE;
    private static final Declaration.Person ELISE = person("elise", "Élise Garçon", Role.CONTACT);
    private static final Declaration.Person MARC = person("marc", "Marc Œuvrard", Role.AGENT);

    @TempDir
    Path folder;

    private final String secret = UUID.randomUUID().toString();
    private int port;
    private Process slapd;
    private StoreUnderTest store;
    private House house;

    @BeforeEach
    void prepare() throws Exception {
        if (!Files.isExecutable(SLAPD) || !Files.exists(PBKDF2)) {
            String sentence =
                    "OpenLDAP is not installed (Debian: apt-get install slapd slapd-contrib), so it isn't tried.";
            if ("required".equals(System.getenv(REQUIRED))) {
                fail(sentence + " " + REQUIRED + "=required forbids that.");
            }
            throw new TestAbortedException(sentence);
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.createDirectory(folder.resolve("directory"));
        Path data = Files.createDirectory(folder.resolve("data"));
        store = StoreUnderTest.sqlite(data);
    }

    @AfterEach
    void close() throws Exception {
        if (house != null) {
            house.close();
        }
        if (store != null) {
            store.close();
        }
        stopSlapd();
    }

    private void startSlapd(boolean withPbkdf2) throws Exception {
        List<String> lines = new ArrayList<>(List.of(
                "include /etc/ldap/schema/core.schema",
                "include /etc/ldap/schema/cosine.schema",
                "include /etc/ldap/schema/inetorgperson.schema",
                "modulepath " + PBKDF2.getParent(),
                "moduleload back_mdb"));
        if (withPbkdf2) {
            lines.add("moduleload pw-pbkdf2");
        }
        lines.addAll(List.of(
                "database mdb",
                "suffix \"" + BASE + "\"",
                "rootdn \"" + MANAGER + "\"",
                "rootpw " + secret,
                "directory " + folder.resolve("directory")));
        Path config = Files.write(folder.resolve("slapd.conf"), lines);
        slapd = new ProcessBuilder(
                        SLAPD.toString(), "-h", "ldap://127.0.0.1:" + port, "-f", config.toString(), "-d", "0")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        House.await("slapd answers", () -> {
            if (!slapd.isAlive()) {
                fail("slapd ended: " + Files.readString(folder.resolve("log")));
            }
            return answers();
        });
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void stopSlapd() throws InterruptedException {
        if (slapd != null) {
            slapd.destroy();
            slapd.waitFor();
        }
    }

    private House house() throws Exception {
        return new House(store.store(), new ExternalServer("ldap://127.0.0.1:" + port, MANAGER, secret));
    }

    @Test
    void theWholeStayOfTwoCommunes() throws Exception {
        startSlapd(true);
        house = house();
        house.apply(household(NIMES, ELISE, MARC), household(BERNIS, MARC));
        house.directory.openBranch(NIMES);
        house.directory.openGroup(NIMES, "actes");
        assertEquals(List.of("actes"), house.directory.groups(NIMES));
        assertTrue(house.directory.authenticate("ops", "password of ops").isPresent());
        assertFalse(house.directory.authenticate("ops", "password of auditor").isPresent());

        String elise = house.communes.renewPassword(OPS, NIMES, "elise");
        assertTrue(house.directory.authenticate("elise@30189", elise).isPresent());
        assertFalse(house.directory.authenticate("elise@30189", elise + "x").isPresent());
        String marc = house.communes.renewPassword(OPS, BERNIS, "marc");
        assertFalse(house.directory.authenticate("marc@30189", marc).isPresent(), "the other commune's marc");
        assertTrue(house.directory.authenticate("marc@30036", marc).isPresent());

        house.apply(household(NIMES, ELISE));
        House.await("marc has gone", () -> house.held().contains("30189/actes [elise]"));

        house.directory.closeGroup(NIMES, "actes");
        house.awaitAgreement();
        house.leave(BERNIS);
        House.await("the branch is gone", () -> !house.directory.hasBranch(BERNIS));
        assertFalse(house.directory.authenticate("marc@30036", marc).isPresent());
        house.awaitAgreement();
    }

    @Test
    void whatIsThereAtStartIsTakenOver() throws Exception {
        startSlapd(true);
        house = house();
        house.apply(household(NIMES, ELISE, MARC));
        String password = house.communes.renewPassword(OPS, NIMES, "elise");
        house.awaitAgreement();
        String hashOfOps = hashOfOps();
        house.close();

        house = house();

        assertTrue(house.directory.authenticate("elise@30189", password).isPresent());
        assertEquals(house.wanted(), house.held());
        assertEquals(hashOfOps, hashOfOps(), "a password that fits isn't hashed anew");
    }

    private String hashOfOps() throws Exception {
        return house.server.house().getEntry("uid=ops,ou=staff," + BASE).getAttributeValue("userPassword");
    }

    @Test
    void anOpenLdapThatRestartsIsFoundAgain() throws Exception {
        startSlapd(true);
        house = house();
        house.apply(household(NIMES, ELISE));
        house.directory.openBranch(NIMES);

        stopSlapd();
        assertTrue(house.directory.problem().isPresent());
        house.apply(household(NIMES, ELISE, MARC));
        startSlapd(true);

        House.await("it is found again", () -> house.directory.problem().isEmpty());
        assertTrue(house.directory.authenticate("ops", "password of ops").isPresent());
        house.awaitAgreement();
    }

    /** Without the module OpenLDAP would compare a password with the hash as if that were in clear. */
    @Test
    void anOpenLdapWithoutTheModuleIsNotUsed() throws Exception {
        startSlapd(false);
        house = house();

        House.await(
                "the trouble is known",
                () -> house.directory
                        .problem()
                        .filter(p -> p.contains("pw-pbkdf2"))
                        .isPresent());
    }

    @Test
    void aBaseBelowAnExistingEntryIsMade() throws Exception {
        startSlapd(true);
        house = house();
        house.directory.hasBranch(NIMES);
        house.close();

        DN below = new DN("ou=tour," + BASE);
        house = new House(store.store(), new ExternalServer("ldap://127.0.0.1:" + port, MANAGER, secret), below);

        assertTrue(house.directory.authenticate("ops", "password of ops").isPresent());
        assertTrue(house.server.house().getEntry("uid=ops,ou=staff," + below) != null);
    }
}
