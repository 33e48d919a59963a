package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A section of the contract, in the house that is open for all of them; and what more than one of them asks there. */
interface OsbItems {
    String ASYNC = "?accepts_incomplete=true";
    String UNKNOWN = "00000000-0000-4000-8000-000000000000";

    ContractHouse house();

    default OsbClient platform() {
        return house().platform;
    }

    default JsonNode services() {
        return platform().get("/v2/catalog").expect(200).json().path("services");
    }

    /** As the catalog lists it. */
    default JsonNode service(Town.Service wanted) {
        for (JsonNode service : services()) {
            if (service.path("id").asText().equals(wanted.id())) {
                return service;
            }
        }
        throw new AssertionError(wanted);
    }

    /** The body of a PATCH that asks for a plan. */
    default ObjectNode change(Town.Service service, String plan) {
        return OsbClient.JSON.createObjectNode().put("service_id", service.id()).put("plan_id", plan);
    }

    default JsonNode lastOperation(String path) {
        return platform().get(path + "/last_operation").expect(200).json();
    }

    /** Of that one operation. */
    default String state(String path, String operation) {
        return platform()
                .get(path + "/last_operation?operation=" + OsbClient.encoded(operation))
                .expect(200)
                .json()
                .path("state")
                .asText();
    }

    /** Where the journal and the targets differ, whoever brought it about. */
    default List<JsonNode> drift() {
        List<JsonNode> findings = new ArrayList<>();
        house().operations.drift().path("findings").forEach(findings::add);
        return findings;
    }

    default void assertRefused(OsbClient.Reply reply) {
        assertTrue(reply.status() >= 400 && reply.status() < 500, reply::toString);
    }

    /** Moves the clock to when no binding that was made until now is valid any more. */
    default void letEverythingExpire() {
        house().operations
                .advanceTo(Instant.parse(house().operations.now())
                        .plus(Town.LIFETIME_DAYS + 1, ChronoUnit.DAYS)
                        .toString());
    }

    /** What the house's own data store answers: the first column, a line each. */
    default String ask(String question) throws SQLException {
        StringBuilder answer = new StringBuilder();
        try (Connection data = data();
                Statement statement = data.createStatement();
                var rows = statement.executeQuery(question)) {
            while (rows.next()) {
                answer.append(rows.getString(1)).append('\n');
            }
        }
        return answer.toString();
    }

    default Connection data() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + house().running().data().resolve("beffroi.db"));
    }
}
