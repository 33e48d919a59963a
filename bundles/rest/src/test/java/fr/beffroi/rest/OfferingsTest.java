package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** The catalogue. */
class OfferingsTest extends ApiOverHttp {
    @Test
    void theCatalogueShowsUnitsAndCosts() throws Exception {
        JsonNode actes = json(get("/offerings")).at("/offerings/0");
        assertEquals("actes", actes.get("name").textValue());
        assertEquals("1.0.0", actes.at("/bundle/version").textValue());
        assertEquals("count", actes.at("/meters/0/aggregation").textValue());
        assertEquals("PT24H", actes.at("/meters/0/rhythm").textValue());
        assertTrue(actes.at("/meters/0/scrape").isMissingNode());
        assertEquals("[]", actes.at("/meters/0/conversions").toString());
        assertEquals(JSON.readTree("""
                        [{"version":1,"from":"2026-01-01","amount":1000,"makes":1,"unit":"millier"}]
                        """), actes.at("/meters/1/conversions"));
        assertEquals(JSON.readTree("""
                        {"address":"http://visites.example/metrics","counter":"visits_total","tenantLabel":"insee",
                         "labels":{"of":"actes"},"every":"PT5M"}
                        """), actes.at("/meters/1/scrape"));
        assertEquals("acts-published", actes.at("/units/0/meter").textValue());
        assertTrue(get("/offerings").body().contains("{\"acte\":7.90}"));
        assertEquals(JSON.readTree("""
                        {"immediate":false,"approval":false,"noticeDays":30,"mostPopulation":200000,"prerequisites":[],
                         "binding":{"access":"instance","rotatable":true,"lifetimeDays":365,"renewalDays":30}}
                        """), actes.get("terms"));
        JsonNode plan = actes.at("/plans/0");
        assertTrue(plan.get("paid").booleanValue());
        assertTrue(plan.get("updateable").booleanValue(), "as its service says");
        assertFalse(plan.get("bindable").booleanValue(), "as it says itself");
        assertEquals("object", plan.at("/parameters/type").textValue());
    }
}
