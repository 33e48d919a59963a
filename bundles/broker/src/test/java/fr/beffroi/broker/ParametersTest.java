package fr.beffroi.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

    private final Parameters parameters = new Parameters();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://json-schema.org/draft-04/schema#",
                "http://json-schema.org/draft-06/schema#",
                "http://json-schema.org/draft-07/schema#",
                "https://json-schema.org/draft/2019-09/schema",
                DRAFT
            })
    void everyVersionOfJsonSchemaIsKnownWithoutAnyNetwork(String version) {
        Plan plan = plan("{\"$schema\":\"" + version + "\",\"type\":\"object\",\"required\":[\"size\"],"
                + "\"properties\":{\"size\":{\"$ref\":\"#/definitions/size\"}},"
                + "\"definitions\":{\"size\":{\"type\":\"integer\",\"minimum\":1}}}");
        parameters.requireSchema(offering(plan), plan);
        parameters.require(offering(plan), plan, Map.of("size", 1));
        assertTrue(refused(plan, Map.of()).contains("size"), "what is missing is named");
        assertTrue(refused(plan, Map.of("size", 0)).contains("size"));
    }

    @Test
    void whatIsWrongIsNamedWithWhatIsExpected() {
        Plan plan = plan("{\"$schema\":\"" + DRAFT + "\",\"type\":\"object\",\"additionalProperties\":false,"
                + "\"properties\":{\"sign\":{\"type\":\"string\",\"maxLength\":3},\"colour\":{\"enum\":[\"red\"]}}}");
        assertEquals(
                "The plan standard of stockage can't take these parameters: sign: must be at most 3 characters long.",
                refused(plan, Map.of("sign", "long")));
        assertTrue(refused(plan, Map.of("colour", "blue")).contains("colour"));
        String unknown = refused(plan, Map.of("weight", 3));
        assertTrue(unknown.contains("weight"), unknown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no JSON",
                "[]",
                "{\"type\":\"object\"}",
                "{\"$schema\":\"https://example.org/schema\"}",
                "{\"$schema\":\"" + DRAFT + "\",\"type\":\"thing\"}",
                "{\"$schema\":\"" + DRAFT + "\",\"properties\":{\"a\":{\"$ref\":\"https://example.org/a.json\"}}}",
                "{\"$schema\":\"" + DRAFT + "\",\"properties\":{\"a\":{\"$ref\":\"other.json#/a\"}}}",
                "{\"$schema\":\"" + DRAFT + "\",\"$ref\":\"#/$defs/none\"}",
                "{\"$schema\":\"" + DRAFT + "\",\"properties\":{\"a\":{\"pattern\":\"(\"}}}"
            })
    void whatIsNoUsableSchemaIsRefused(String schema) {
        Plan plan = plan(schema);
        Refusal refusal = assertThrows(Refusal.class, () -> parameters.requireSchema(offering(plan), plan));
        assertEquals(Reason.INVALID, refusal.reason());
        assertTrue(refusal.getMessage().contains("the plan standard of stockage"), refusal.getMessage());
        assertTrue(refusal.getMessage().endsWith("."), refusal.getMessage());
    }

    @Test
    void aSchemaHasAtMost64Kilobytes() {
        String begin = "{\"$schema\":\"" + DRAFT + "\",\"description\":\"";
        String end = "\"}";
        int room = Parameters.MOST_BYTES - begin.length() - end.length();
        Plan most = plan(begin + "x".repeat(room) + end);
        parameters.requireSchema(offering(most), most);
        Plan tooMuch = plan(begin + "x".repeat(room + 1) + end);
        assertThrows(Refusal.class, () -> parameters.requireSchema(offering(tooMuch), tooMuch));
    }

    private String refused(Plan plan, Map<String, Object> given) {
        Refusal refusal = assertThrows(Refusal.class, () -> parameters.require(offering(plan), plan, given));
        assertEquals(Reason.INVALID, refusal.reason());
        return refusal.getMessage();
    }

    private static Plan plan(String schema) {
        return Counter.schema(Counter.plan("p", "standard", "1"), schema);
    }

    private static Offering offering(Plan plan) {
        return Counter.offering("stockage", Optional.empty(), plan);
    }
}
