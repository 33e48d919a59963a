package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The document that describes the API. */
class OpenApiTest extends ApiOverHttp {
    @Test
    void theDocumentNamesEveryEndpointAndNoOther() throws Exception {
        Set<String> documented = new HashSet<>();
        JsonNode document = json(get("/openapi.json"));
        assertEquals("3.1.0", document.get("openapi").textValue());
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> documented.add(method.toUpperCase() + " " + path.getKey())));
        Set<String> known = Endpoints.of(servlet.resources());
        known.add("POST " + ReadingsDoor.ADDRESS);
        assertEquals(known, documented);
    }

    @Test
    void everyReferenceInTheDocumentLeadsSomewhere() throws Exception {
        JsonNode document = json(get("/openapi.json"));
        for (JsonNode reference : document.findValues("$ref")) {
            String pointer = reference.textValue().substring(1);
            assertFalse(document.at(pointer).isMissingNode(), pointer);
        }
    }
}
