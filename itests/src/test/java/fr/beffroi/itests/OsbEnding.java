package fr.beffroi.itests;

import static fr.beffroi.itests.ContractHouse.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fetching a binding, unbinding and deprovisioning: items 95 to 101. */
interface OsbEnding extends OsbItems {
    @Test
    default void item095_everyBindingCanBeFetchedRightAfterItWasMade() {
        for (Town.Service service : List.of(Town.ACTES, Town.ANNUAIRE)) {
            assertTrue(service(service).path("bindings_retrievable").asBoolean());
            ContractHouse.Made made = house().make(service);
            JsonNode credentials = house().bind(made, "b");
            assertFalse(credentials.path("password").asText().isEmpty(), service::name);
            assertEquals(
                    credentials,
                    platform().get(made.binding("b")).expect(200).json().path("credentials"));
        }
    }

    @Test
    default void item096_aBindingThatDoesNotExistOrIsBeingMadeIs404() {
        ContractHouse.Made annuaire = house().make(Town.ANNUAIRE);
        platform().get(annuaire.binding("b")).expect(404);
        house().hold(annuaire.insee(), "Directory.openProgram");
        platform().put(annuaire.binding("b") + ASYNC, house().body(annuaire)).expect(202);
        house().awaitHeld(annuaire.insee());
        platform().get(annuaire.binding("b")).expect(404);
    }

    @Test
    default void item097_aDeletionNamesServiceAndPlan() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        house().bind(actes, "b");
        for (String path : List.of(actes.path(), actes.binding("b"))) {
            platform().delete(path + ASYNC).expect(400);
            platform().delete(path + ASYNC + "&service_id=" + Town.ACTES.id()).expect(400);
            platform().delete(path + ASYNC + "&plan_id=" + Town.ACTES.plan()).expect(400);
            platform().get(path).expect(200);
        }
    }

    @Test
    default void item098_whatIsDeletedIsGoneWithItsCredentials() {
        ContractHouse.Made registre = house().make(Town.REGISTRE);
        assertEquals(
                "{}",
                platform()
                        .delete(registre.path() + "?" + registre.ids())
                        .expect(200)
                        .text());
        ContractHouse.Made actes = house().make(Town.ACTES);
        Publisher program = house().publisher(house().bind(actes, "b"));
        assertEquals(
                "{}",
                platform()
                        .delete(actes.binding("b") + "?" + actes.ids())
                        .expect(200)
                        .text());
        assertEquals(401, program.publish("revoque"));
        platform().get(actes.binding("b")).expect(404);
        Publisher another = house().publisher(house().bind(actes, "c"));
        platform().delete(actes.path() + ASYNC + "&" + actes.ids()).expect(202);
        house().awaitSuccess(actes.path());
        platform().get(actes.path()).expect(404);
        int status = another.publish("parti");
        assertTrue(status == 401 || status == 404, "answered " + status);
        assertEquals(
                404,
                house().running().http().get("/t/" + actes.insee() + "/actes/").status());
    }

    @Test
    default void item099_whatDoesNotExistIsGone() {
        platform().delete(instance("nothing") + ASYNC + "&" + Town.ACTES.ids()).expect(410);
        ContractHouse.Made actes = house().make(Town.ACTES);
        platform().delete(actes.binding("nothing") + "?" + actes.ids()).expect(410);
        house().bind(actes, "b");
        platform().delete(actes.binding("b") + "?" + actes.ids()).expect(200);
        platform().delete(actes.binding("b") + "?" + actes.ids()).expect(410);
        platform().delete(actes.path() + ASYNC + "&" + actes.ids()).expect(202);
        house().awaitSuccess(actes.path());
        platform().delete(actes.path() + ASYNC + "&" + actes.ids()).expect(410);
    }

    @Test
    default void item100_aDeletionNeedsSomebodyWhoWaitsAndAnInstanceThatIsFree() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        platform().delete(actes.path() + "?" + actes.ids()).expectError(422, "AsyncRequired");
        house().hold(actes.insee(), "Hosting.open");
        platform()
                .patch(actes.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expect(202);
        house().awaitHeld(actes.insee());
        platform().delete(actes.path() + ASYNC + "&" + actes.ids()).expectError(422, "ConcurrencyError");
    }

    @Test
    default void item101_bindingsEndWithTheirInstanceAndTheirIdsCanBeUsedAgain() {
        ContractHouse.Made actes = house().make(Town.ACTES);
        JsonNode before = house().bind(actes, "b");
        platform().delete(actes.path() + ASYNC + "&" + actes.ids()).expect(202);
        house().awaitSuccess(actes.path());
        platform().get(actes.binding("b")).expect(404);

        ContractHouse.Made again = house().make(Town.ACTES, Town.ACTES.plan(), actes.insee(), actes.id());
        platform().get(again.binding("b")).expect(404);
        JsonNode after = house().bind(again, "b");

        assertNotEquals(before.path("username").asText(), after.path("username").asText());
        assertEquals(401, house().publisher(before).publish("avant"));
        assertEquals(201, house().publisher(after).publish("apres"));
    }
}
