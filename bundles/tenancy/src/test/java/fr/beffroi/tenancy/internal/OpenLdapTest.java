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

import com.unboundid.ldap.sdk.DN;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Role;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The house on a real OpenLDAP. */
class OpenLdapTest {
    private static final Declaration.Person ELISE = person("elise", "Élise Garçon", Role.CONTACT);
    private static final Declaration.Person MARC = person("marc", "Marc Œuvrard", Role.AGENT);

    @TempDir
    Path folder;

    private OpenLdap slapd;
    private StoreUnderTest store;
    private House house;

    @BeforeEach
    void prepare() throws Exception {
        slapd = new OpenLdap(folder);
        store = StoreUnderTest.sqlite(Files.createDirectory(folder.resolve("data")));
    }

    @AfterEach
    void close() throws Exception {
        if (house != null) {
            house.close();
        }
        if (store != null) {
            store.close();
        }
        if (slapd != null) {
            slapd.close();
        }
    }

    private House house() throws Exception {
        return new House(store.store(), slapd.server());
    }

    @Test
    void theWholeStayOfTwoCommunes() throws Exception {
        slapd.start();
        house = house();
        house.apply(household(NIMES, ELISE, MARC), household(BERNIS, MARC));
        house.directory.openBranch(NIMES);
        house.directory.openGroup(NIMES, "actes");
        assertEquals(List.of("actes"), house.directory.groups(NIMES));
        assertEquals(OptionalInt.of(2), house.directory.members(NIMES, "actes"));
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
        slapd.start();
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
        slapd.start();
        house = house();
        house.apply(household(NIMES, ELISE));
        house.directory.openBranch(NIMES);

        slapd.stop();
        assertTrue(house.directory.problem().isPresent());
        house.apply(household(NIMES, ELISE, MARC));
        slapd.start();

        House.await("it is found again", () -> house.directory.problem().isEmpty());
        assertTrue(house.directory.authenticate("ops", "password of ops").isPresent());
        house.awaitAgreement();
    }

    /** Without the module OpenLDAP would compare a password with the hash as if that were in clear. */
    @Test
    void anOpenLdapWithoutTheModuleIsNotUsed() throws Exception {
        slapd.startWithoutTheModule();
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
        slapd.start();
        house = house();
        house.directory.hasBranch(NIMES);
        house.close();

        DN below = new DN("ou=tour," + BASE);
        house = new House(store.store(), slapd.server(), below);

        assertTrue(house.directory.authenticate("ops", "password of ops").isPresent());
        assertTrue(house.server.house().getEntry("uid=ops,ou=staff," + below) != null);
    }
}
