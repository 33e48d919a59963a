package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Inspection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the house is: what operations left behind, and where it differs from what the journal says. */
class InspectionTest extends ApiOverHttp {
    @Test
    void whatOperationsLeftBehindIsListedForOperationsAndAuditors() throws Exception {
        assertEquals("{\"subscriptions\":[],\"bindings\":[]}", get("/residues").body());
        counter.leftovers = List.of("La branche de l'annuaire.");
        for (Actor reader : List.of(OPS, AUDITOR)) {
            actor = reader;
            JsonNode residues = json(get("/residues"));
            assertEquals(2, residues.get("subscriptions").size());
            assertEquals(
                    "[\"La branche de l'annuaire.\"]",
                    residues.at("/subscriptions/0/operation/leftovers").toString());
            assertEquals(1, residues.get("bindings").size());
            JsonNode binding = residues.at("/bindings/0");
            assertEquals("b1", binding.get("id").textValue());
            assertEquals("s2", binding.get("subscription").textValue());
            assertEquals("30189", binding.get("tenant").textValue());
            assertEquals(
                    "[\"La branche de l'annuaire.\"]",
                    binding.at("/operation/leftovers").toString());
        }
        for (Actor other : List.of(CONTACT, AGENT, PLATFORM)) {
            actor = other;
            assertEquals(403, get("/residues").statusCode());
        }
    }

    @Test
    void driftIsShownAndRepairedOnRequest() throws Exception {
        actor = AUDITOR;
        assertEquals(JSON.readTree("""
                        {"agrees":false,
                         "findings":[{"target":"directory","what":"30189/actes","kind":"missing",
                                      "sentence":"Le groupe du service manque dans l'annuaire."}],
                         "unreachable":["instance: no answer"]}
                        """), json(get("/drift")));
        assertEquals(403, post("/drift/repair", null, "").statusCode());
        actor = OPS;
        assertEquals(
                "{\"agrees\":true,\"findings\":[],\"unreachable\":[]}",
                post("/drift/repair", null, "").body());
    }

    @Test
    void aTargetThatDoesNotAnswerAgreesAsLittleAsOneThatDiffers() {
        Inspection.Finding finding =
                new Inspection.Finding("files", "30189/actes", Inspection.Finding.Kind.SURPLUS, "Un dossier de trop.");
        assertFalse(InspectionResource.Drift.of(new Inspection.Report(List.of(finding), List.of()))
                .agrees());
        assertFalse(InspectionResource.Drift.of(new Inspection.Report(List.of(), List.of("directory: away")))
                .agrees());
    }
}
