package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.api.Conversion;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The statement of a commune for a month: as data, as it was issued, and as a table. */
class StatementsTest extends ApiOverHttp {
    @Test
    void aStatementSaysWhatItRestsOn() throws Exception {
        JsonNode statement = json(get("/tenants/30189/statements/2026-10"));
        assertEquals("243000643", statement.at("/creditor/siren").textValue());
        assertEquals("Nîmes", statement.at("/debtor/name").textValue());
        assertEquals("30189", statement.get("insee").textValue());
        assertEquals("2026-10", statement.get("period").textValue());
        assertEquals(6667, statement.get("totalCents").longValue());
        JsonNode line = statement.at("/lines/0");
        assertEquals("20", line.get("units").toString());
        assertEquals("3.333333", line.get("unitCost").toString());
        assertEquals("service-contracts", line.at("/charges/0/family").textValue());
        assertEquals("ab12", line.at("/evidence/merkleRoot").textValue());
        assertProblem(404, "2026-09", get("/tenants/30189/statements/2026-09"));
        actor = CONTACT;
        assertEquals(404, get("/tenants/30047/statements/2026-10").statusCode());
    }

    @Test
    void ofALevelAStatementSaysWhatItTakesToCountItAgain() throws Exception {
        JsonNode sum = json(get("/tenants/30189/statements/2026-10")).at("/lines/0/evidence");
        for (String field : List.of("averagedOver", "conversion", "level")) {
            assertTrue(sum.path(field).isMissingNode(), field);
        }
        books.rule = Optional.of(new Conversion(2, LocalDate.of(2026, 7, 1), 3, 2, "lot"));

        JsonNode level = json(get("/tenants/30189/statements/2026-10")).at("/lines/0/evidence");

        assertEquals(
                31 * 24 + 1,
                Duration.of(level.get("averagedOver").longValue(), ChronoUnit.MICROS)
                        .toHours());
        assertEquals(JSON.readTree("""
                        {"version":2,"from":"2026-07-01","amount":3,"makes":2,"unit":"lot"}
                        """), level.get("conversion"));
        assertEquals(JSON.readTree("""
                        {"subscribed":[{"from":"2026-09-30T22:00:00Z"}]}
                        """), level.get("level"));
    }

    @Test
    void aStatementCanBeHadAsItWasIssuedToTheByte() throws Exception {
        HttpResponse<String> answer = get("/tenants/30189/statements/2026-10/document");
        assertEquals("{\"issued\":\"30189\",\"totalCents\":6667}", answer.body());
        assertEquals(Optional.of("application/json"), answer.headers().firstValue("Content-Type"));
        assertProblem(404, "2026-09", get("/tenants/30189/statements/2026-09/document"));
        actor = CONTACT;
        assertEquals(404, get("/tenants/30047/statements/2026-10/document").statusCode());
    }

    @Test
    void aStatementIsATableForASpreadsheet() throws Exception {
        String table =
                "\uFEFFPériode;Code INSEE;Commune;SIREN du débiteur;SIREN du créancier;Service;Unité de fonctionnement;"
                        + "Unités de la commune;Unités de toutes les communes;Charges réparties (€);Coût unitaire (€);"
                        + "Montant dû (€);Justification;Relevés;Empreinte des relevés\r\n"
                        + "2026-10;30189;Nîmes;213001894;243000643;actes;\"acte publié, \"\"numérique\"\"\";20;30;100,00;"
                        + "3,333333;66,67;20 relevés du compteur acts-published;/api/v1/readings?tenant=30189;ab12\r\n"
                        + "Total;;;;;;;;;;;66,67;;;\r\n";
        HttpResponse<String> asked = get("/tenants/30189/statements/2026-10?format=csv");
        assertEquals(table, asked.body());
        assertEquals(Optional.of("text/csv;charset=UTF-8"), asked.headers().firstValue("Content-Type"));
        assertEquals(
                Optional.of("attachment; filename=\"etat-30189-2026-10.csv\""),
                asked.headers().firstValue("Content-Disposition"));
        assertEquals(table, get("/tenants/30189/statements/2026-10", "text/csv").body());
        assertTrue(get("/tenants/30189/statements/2026-10", "*/*").body().startsWith("{"));
        assertTrue(get("/tenants/30189/statements/2026-10?format=json", "text/csv, application/json")
                .body()
                .startsWith("{"));
        assertProblem(400, "csv", get("/tenants/30189/statements/2026-10?format=pdf"));
        assertEquals(406, get("/tenants/30189/statements/2026-10", "image/png").statusCode());
    }
}
