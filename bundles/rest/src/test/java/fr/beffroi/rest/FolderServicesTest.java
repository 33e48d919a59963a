package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Outgoing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the file of a service says of its parameters, and of the servers that it asks. */
class FolderServicesTest extends WrittenFolder {
    @Test
    void aSchemaBecomesJsonWithItsKeysInOrderAndItsNumbersAndTruthValues() {
        assertEquals(
                Optional.of("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
                        + "\"additionalProperties\":false,"
                        + "\"properties\":{\"titre\":{\"default\":\"100\",\"examples\":[\"Nos actes\",null,0.5],\"maxLength\":100,"
                        + "\"type\":\"string\"}},\"type\":\"object\"}"),
                FolderReader.read(files).offerings().get(0).plans().get(0).parameters());
    }

    @Test
    void aSchemaSaysWhichItIsRefersToNothingOutsideAndHoldsWhatJsonCan() {
        change("catalogue/actes.yaml", "      $schema: https://json-schema.org/draft/2020-12/schema\n", "");
        change("catalogue/actes.yaml", "maxLength: 100", "maxLength: 1e999999999");
        change("catalogue/actes.yaml", "additionalProperties: false", "$ref: https://example.org/schema");
        assertMistakes(
                "catalogue/actes.yaml, line 38: \"parameters\" has to say with \"$schema\"",
                "catalogue/actes.yaml, line 40: \"1e999999999\" isn't a number",
                "catalogue/actes.yaml, line 41: a schema here refers to nothing outside itself");
        files.put("catalogue/actes.yaml", ACTES);
        change("catalogue/actes.yaml", "maxLength: 100", "maxLength: .inf, maxLength: 3");
        assertMistakes(
                "catalogue/actes.yaml, line 41: \".inf\" isn't a number",
                "catalogue/actes.yaml, line 41: the key \"maxLength\" stands here twice.");
        files.put("catalogue/actes.yaml", ACTES);
        change("catalogue/actes.yaml", "Nos actes", "x".repeat(64 << 10));
        assertMistakes("catalogue/actes.yaml, line 38: \"parameters\" is larger than a schema may be: 65536 bytes.");
        files.put(
                "catalogue/actes.yaml",
                ACTES.substring(0, ACTES.indexOf("    parameters:")) + "    parameters: [object]\n");
        assertMistakes("catalogue/actes.yaml, line 37: \"parameters\" is a JSON Schema");
    }

    @Test
    void aServiceSaysWhichServersOutsideItAsks() {
        change(
                "catalogue/actes.yaml",
                "open-to-visitors: true",
                "open-to-visitors: true\noutgoing: {hosts: [api.insee.fr, 'sae.example.fr:8443'], per-minute: 30}");
        assertEquals(
                new Outgoing(List.of("api.insee.fr", "sae.example.fr:8443"), 30),
                FolderReader.read(files).offerings().get(0).outgoing());
    }

    @Test
    void aServerWithoutANameIsNamed() {
        change(
                "catalogue/actes.yaml",
                "open-to-visitors: true",
                "open-to-visitors: true\noutgoing: {hosts: ['https://api.insee.fr/'], per-minute: 30}");
        assertMistakes("catalogue/actes.yaml, line 11: \"https://api.insee.fr/\" is not the name of a server");
    }
}
