package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The intercommunality's folder. */
class DeclarationTest extends ApiOverHttp {
    @Test
    void aFolderIsPlannedThenApplied() throws Exception {
        String folder = "{\"files\":{\"intercommunality.yaml\":\"siren: 243000643\\nname: Nîmes Métropole\\n\"}}";
        assertEquals(
                "{\"changes\":[\"would change\"],\"applied\":false}",
                post("/declaration?plan=true", "application/json", folder).body());
        assertEquals(
                "{\"changes\":[\"changed\"],\"applied\":true}",
                post("/declaration", "application/json", folder).body());
        assertEquals(2, house.declared.size());
        assertEquals("Nîmes Métropole", house.declared.get(0).intercommunality().name());
        actor = CONTACT;
        assertEquals(403, post("/declaration", "application/json", folder).statusCode());
    }

    @Test
    void aMistakenFolderIsToldWithFileAndLineAndChangesNothing() throws Exception {
        String folder = "{\"files\":{\"intercommunality.yaml\":\"siren: 243000643\\nname: N\\n\","
                + "\"communes/30189.yaml\":\"insee: 30189\\nsiren: 1\\nname: Nîmes\\npopulation: x\\n\"}}";
        HttpResponse<String> answer = post("/declaration", "application/json", folder);
        assertProblem(400, "2 mistakes were found; the first: communes/30189.yaml, line 2:", answer);
        JsonNode mistakes = json(answer).get("mistakes");
        assertEquals(2, mistakes.size());
        assertEquals("communes/30189.yaml", mistakes.at("/1/file").textValue());
        assertEquals(4, mistakes.at("/1/line").intValue());
        assertTrue(mistakes.at("/1/sentence").textValue().contains("whole number"));
        assertTrue(house.declared.isEmpty());
    }

    @Test
    void aBodyThatHoldsNoFilesIs400() throws Exception {
        for (String body : List.of("", "{", "[]", "{}", "{\"files\":[]}", "{\"files\":{\"a\":1}}")) {
            assertEquals(400, post("/declaration", "application/json", body).statusCode(), body);
        }
        assertEquals(
                400,
                post("/declaration?plan=yes", "application/json", "{\"files\":{}}")
                        .statusCode());
        assertEquals(415, post("/declaration", "text/yaml", "siren: 1").statusCode());
    }
}
