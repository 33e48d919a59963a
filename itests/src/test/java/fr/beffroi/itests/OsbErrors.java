package fr.beffroi.itests;

import static fr.beffroi.itests.ContractHouse.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Errors: items 10 to 17. */
interface OsbErrors extends OsbItems {
    /** But for those that the house makes by itself, each minute. */
    String LAST_DECISION = "SELECT max(number) FROM journal_entry WHERE kind <> 'HourSealed'";

    /** A request that is wrong in each way, and what it must be answered. */
    record Wrong(int status, OsbClient.Reply reply) {}

    private List<Wrong> everyWrong() {
        ContractHouse.Made registre = house().make(Town.REGISTRE);
        ContractHouse.Made actes = house().make(Town.ACTES);
        ObjectNode otherOrganization = Town.REGISTRE.order(house().commune());
        ObjectNode wrongVersion = Town.ACTES.order(house().commune());
        wrongVersion.putObject("maintenance_info").put("version", "7.7.7");
        return List.of(
                new Wrong(400, platform().put(instance("wrong"), OsbClient.JSON.createObjectNode())),
                new Wrong(401, platform().without("Authorization").get("/v2/catalog")),
                new Wrong(404, platform().get(instance("wrong"))),
                new Wrong(404, platform().get(instance("wrong") + "/last_operation")),
                new Wrong(404, platform().get(actes.binding("wrong"))),
                new Wrong(409, platform().put(registre.path(), otherOrganization)),
                new Wrong(410, platform().delete(instance("wrong") + ASYNC + "&" + Town.ACTES.ids())),
                new Wrong(410, platform().delete(actes.binding("wrong") + "?" + actes.ids())),
                new Wrong(412, platform().without("X-Broker-API-Version").get("/v2/catalog")),
                new Wrong(422, platform().put(instance("wrong"), Town.ACTES.order(house().commune()))),
                new Wrong(422, platform().put(instance("wrong") + ASYNC, wrongVersion)),
                new Wrong(422, platform().patch(actes.path(), change(Town.ACTES, Town.ACTES_LARGE))),
                new Wrong(422, platform().delete(actes.path() + "?" + actes.ids())));
    }

    @Test
    default void item010_eachFailureHasItsStatus() {
        everyWrong().forEach(wrong -> wrong.reply().expect(wrong.status()));
    }

    @Test
    default void item011_anErrorIsAJsonObjectWithAWordAndASentence() {
        for (Wrong wrong : everyWrong()) {
            JsonNode body = wrong.reply().json();
            assertTrue(body.isObject(), wrong::toString);
            if (wrong.status() != 410) {
                assertTrue(body.path("error").asText().matches("[A-Z][A-Za-z]+"), wrong::toString);
                assertFalse(body.path("description").asText().isBlank(), wrong::toString);
            }
        }
    }

    @Test
    default void item012_instanceUsableIsSaidOfUpdatesAndDeprovisionsOnly() {
        for (Wrong wrong : everyWrong()) {
            boolean ofOne = wrong.reply().request().startsWith("PATCH")
                    || wrong.reply().request().startsWith("DELETE");
            assertTrue(ofOne || !wrong.reply().json().has("instance_usable"), wrong::toString);
        }
    }

    @Test
    default void item013_updateRepeatableIsSaidOfUpdatesOnly() {
        for (Wrong wrong : everyWrong()) {
            assertTrue(
                    wrong.reply().request().startsWith("PATCH")
                            || !wrong.reply().json().has("update_repeatable"),
                    wrong::toString);
        }
    }

    @Test
    default void item014_thePrescribedWordsAreUsedAsTheyAre() {
        ObjectNode wrongVersion = Town.ACTES.order(house().commune());
        wrongVersion.putObject("maintenance_info").put("version", "7.7.7");
        platform().put(instance("words") + ASYNC, wrongVersion).expectError(422, "MaintenanceInfoConflict");
        platform().put(instance("words"), Town.ACTES.order(house().commune())).expectError(422, "AsyncRequired");
        ContractHouse.Made held = house().held(Town.ACTES);
        platform()
                .patch(held.path() + ASYNC, change(Town.ACTES, Town.ACTES_LARGE))
                .expectError(422, "ConcurrencyError");
    }

    @Test
    default void item015_after4xxEverythingIsAsBefore() throws SQLException {
        ContractHouse.Made actes = house().make(Town.ACTES);
        String before = house().everything();
        String head = ask(LAST_DECISION);

        platform().put(instance("refused"), Town.ACTES.order(house().commune())).expect(422);
        platform()
                .put(actes.path() + ASYNC, Town.ACTES.order(house().commune()))
                .expect(409);
        platform()
                .patch(actes.path() + ASYNC, OsbClient.JSON.createObjectNode())
                .expect(400);
        platform().delete(actes.path() + ASYNC).expect(400);
        platform()
                .put(actes.binding("refused"), OsbClient.JSON.createObjectNode())
                .expect(400);

        assertEquals(before, house().everything());
        assertEquals(head, ask(LAST_DECISION));
    }

    @Test
    default void item016_after5xxEverythingIsAsBefore() throws SQLException {
        String before = house().everything();
        String path = instance(house().id());
        ObjectNode order = Town.REGISTRE.order(house().commune());

        OsbClient.Reply reply = whileNobodyCanWrite(() -> platform().put(path, order));

        assertTrue(reply.status() >= 500, reply::toString);
        assertEquals(before, house().everything());
        platform().get(path).expect(404);
    }

    @Test
    default void item017_afterAFailedUpdateNoneOfItsChangesHolds() throws SQLException {
        ContractHouse.Made registre = house().make(Town.REGISTRE);
        String before = platform().get(registre.path()).expect(200).text();
        ObjectNode halfWrong = change(Town.REGISTRE, Town.REGISTRE_LARGE);
        halfWrong.putObject("context").put("platform", "kubernetes");
        halfWrong.putObject("parameters").put("visites", 99);

        platform().patch(registre.path(), halfWrong).expect(400);
        assertEquals(before, platform().get(registre.path()).expect(200).text());

        OsbClient.Reply reply = whileNobodyCanWrite(
                () -> platform().patch(registre.path(), change(Town.REGISTRE, Town.REGISTRE_LARGE)));
        assertTrue(reply.status() >= 500, reply::toString);
        assertEquals(before, platform().get(registre.path()).expect(200).text());
    }

    /** Somebody else holds the one right to write that SQLite gives, until the answer has come. */
    private OsbClient.Reply whileNobodyCanWrite(java.util.function.Supplier<OsbClient.Reply> request)
            throws SQLException {
        try (Connection data = data();
                Statement statement = data.createStatement()) {
            // The house may be writing something of its own just now.
            statement.execute("PRAGMA busy_timeout = 60000");
            statement.execute("BEGIN IMMEDIATE");
            try {
                return CompletableFuture.supplyAsync(request).join();
            } finally {
                statement.execute("ROLLBACK");
            }
        }
    }
}
