package fr.beffroi.itests;

import static fr.beffroi.itests.ContractHouse.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the numbers don't say. */
interface OsbBeyondTheNumbers extends OsbItems {
    @Test
    default void aPlatformOfOneCommuneCanNotSeeOrTouchAnothers() {
        ContractHouse.Made others = house().make(Town.ACTES);
        house().bind(others, "b");
        OsbClient scoped = house().scoped;

        scoped.get(others.path()).expect(404);
        scoped.get(others.path() + "/last_operation").expect(404);
        scoped.get(others.binding("b")).expect(404);
        scoped.get(others.binding("b") + "/last_operation").expect(404);
        scoped.patch(others.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(404);
        scoped.put(others.binding("c"), house().body(others)).expect(404);
        assertEquals(
                410, scoped.delete(others.path() + ASYNC + "&" + others.ids()).status());
        assertEquals(
                410, scoped.delete(others.binding("b") + "?" + others.ids()).status());
        assertRefused(scoped.put(instance(house().id()) + ASYNC, Town.ACTES.order(others.insee())));
        platform().get(others.path()).expect(200);
        platform().get(others.binding("b")).expect(200);

        String own = instance(house().id());
        scoped.put(own, Town.REGISTRE.order(Town.ITS_COMMUNE)).expect(201);
        scoped.get(own).expect(200);
        scoped.delete(own + "?" + Town.REGISTRE.ids()).expect(200);
    }

    @Test
    default void aCredentialIsGoodForItsOwnCommuneOnly() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        ContractHouse.Made neighbour = house().make(Town.ACTES);
        JsonNode credentials = house().bind(actes, "b");
        Publisher stray = new Publisher(
                house().bind(neighbour, "b").path("uri").asText(),
                credentials.path("username").asText(),
                credentials.path("password").asText());

        int status = stray.publish("chez-le-voisin");

        assertTrue(status == 401 || status == 403 || status == 404, "answered " + status);
        assertEquals(
                404,
                house().running()
                        .http()
                        .get("/t/" + neighbour.insee() + "/actes/api/acts/chez-le-voisin")
                        .status());
    }

    @Test
    default void aCredentialExpires() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        Publisher program = house().publisher(house().bind(actes, "b"));
        assertEquals(201, program.publish("a-temps"));

        letEverythingExpire();

        assertEquals(401, program.publish("trop-tard"));
        assertFalse(platform().get(actes.binding("b")).expect(200, 404).json().has("credentials"));
        platform().delete(actes.binding("b") + "?" + actes.ids()).expect(200);
    }

    @Test
    default void aSuspensionReachesCredentialsAtOnceAndEverythingSoon() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        Publisher program = house().publisher(house().bind(actes, "b"));
        assertEquals(201, program.publish("avant"));

        Instant asked = Instant.now();
        house().operations.suspend(actes.id()).expect(202, 200);
        int first = program.publish("pendant");
        Duration credentials = Duration.between(asked, Instant.now());
        house().awaitSuccess(actes.path());
        Duration everything = Duration.between(asked, Instant.now());

        assertTrue(first == 401 || first == 503, "answered " + first);
        assertEquals(
                503,
                house().running().http().get("/t/" + actes.insee() + "/actes/").status());
        System.out.printf(
                "suspension: credentials after %d ms, every target after %d ms%n",
                credentials.toMillis(), everything.toMillis());
        platform().get(actes.path()).expect(200);
        house().operations.resume(actes.id()).expect(202, 200);
        house().awaitSuccess(actes.path());
        assertEquals(201, program.publish("apres"));
    }

    @Test
    default void allPlacesAreTakenAtTheMomentOfTheOrder() {
        house().make(Town.FIGE);
        house().make(Town.FIGE);
        platform()
                .put(instance(house().id()) + ASYNC, Town.FIGE.order(house().commune()))
                .expect(422);
    }
}
