package fr.beffroi.osb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.osb.TestHouse.Answer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requirements 18 to 31: the catalogue. */
class OsbCatalogTest extends OsbOverHttp {
    @Test
    void item018_theCatalogueIsAnArrayThatMayBeEmpty() throws Exception {
        assertEquals(4, house.get("/catalog").is(200).json().get("services").size());
        house.broker.catalogue = List.of();
        assertEquals("{\"services\":[]}", house.get("/catalog").is(200).body());
    }

    @Test
    void item019_aServiceHasWhatIsRequired() throws Exception {
        for (JsonNode service : services()) {
            for (String field : List.of("name", "id", "description")) {
                assertFalse(service.get(field).textValue().isBlank());
            }
            assertTrue(service.get("bindable").isBoolean());
            assertFalse(service.get("plans").isEmpty());
        }
    }

    @Test
    void item022_aPlanHasWhatIsRequired() throws Exception {
        for (JsonNode service : services()) {
            Set<String> names = new HashSet<>();
            for (JsonNode plan : service.get("plans")) {
                for (String field : List.of("name", "id", "description")) {
                    assertFalse(plan.get(field).textValue().isBlank());
                }
                assertTrue(names.add(plan.get("name").textValue()));
            }
        }
    }

    @Test
    void item023_noPermissionIsRequiredAndTagsAreStrings() throws Exception {
        for (JsonNode service : services()) {
            assertFalse(service.has("requires"));
            assertTrue(service.get("tags").isArray());
        }
        assertEquals(
                "[\"actes\",\"publication\"]", services().get(0).get("tags").toString());
    }

    @Test
    void item024_whatIsTrueOrFalseIsABoolean() throws Exception {
        for (JsonNode service : services()) {
            for (String field : List.of(
                    "bindable",
                    "instances_retrievable",
                    "bindings_retrievable",
                    "allow_context_updates",
                    "plan_updateable",
                    "binding_rotatable")) {
                assertTrue(service.get(field).isBoolean(), field);
            }
            for (JsonNode plan : service.get("plans")) {
                for (String field : List.of("free", "bindable", "plan_updateable", "binding_rotatable")) {
                    assertTrue(plan.get(field).isBoolean(), field);
                }
            }
        }
        Answer catalogue = house.get("/catalog");
        assertEquals("false", catalogue.at("/services/0/plans/0/free"));
        assertEquals("true", catalogue.at("/services/0/plans/1/free"));
        assertEquals("true", catalogue.at("/services/0/plans/2/free"), "a price of nothing is no price");
    }

    @Test
    void item025_aPlanSaysOtherwiseThanItsService() throws Exception {
        Answer catalogue = house.get("/catalog");
        assertEquals("true", catalogue.at("/services/0/bindable"));
        assertEquals("true", catalogue.at("/services/0/plans/0/bindable"));
        assertEquals("false", catalogue.at("/services/0/plans/2/bindable"));
        assertEquals("true", catalogue.at("/services/0/plan_updateable"));
        assertEquals("true", catalogue.at("/services/0/plans/0/plan_updateable"));
        assertEquals("false", catalogue.at("/services/0/plans/2/plan_updateable"));
    }

    @Test
    void item026_theCatalogueSaysWhatCanBeDone() throws Exception {
        assertEquals(Set.of("actes", "annuaire"), servicesThat("bindable"));
        assertEquals(Set.of("actes", "annuaire"), servicesThat("bindings_retrievable"));
        assertEquals(Set.of("actes"), servicesThat("binding_rotatable"));
        assertEquals(Set.of("actes", "dpo"), servicesThat("plan_updateable"));
        Set<String> all = Set.of("actes", "annuaire", "dpo", "sauvegarde");
        assertEquals(all, servicesThat("instances_retrievable"));
        assertEquals(all, servicesThat("allow_context_updates"));
    }

    private Set<String> servicesThat(String field) throws Exception {
        Set<String> names = new HashSet<>();
        for (JsonNode service : services()) {
            if (service.get(field).booleanValue()) {
                names.add(service.get("name").textValue());
            }
        }
        return names;
    }

    @Test
    void item027_aPlanShowsTheSchemasOfItsParameters() throws Exception {
        Answer catalogue = house.get("/catalog");
        String declared = TestHouse.ACTES.plans().get(0).parameters().orElseThrow();
        String none = "{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"type\":\"object\","
                + "\"additionalProperties\":false}";
        String standard = "/services/0/plans/0/schemas";
        assertEquals(declared, catalogue.at(standard + "/service_instance/create/parameters"));
        assertEquals(declared, catalogue.at(standard + "/service_instance/update/parameters"));
        assertEquals(none, catalogue.at(standard + "/service_binding/create/parameters"));
        String large = "/services/0/plans/2/schemas";
        assertEquals(none, catalogue.at(large + "/service_instance/create/parameters"));
        assertEquals("", catalogue.at(large + "/service_instance/update"));
        assertEquals("", catalogue.at(large + "/service_binding"));
    }

    @Test
    void item028_plansOfHostedServicesHaveTheVersionOfTheBundle() throws Exception {
        Answer catalogue = house.get("/catalog");
        for (int plan = 0; plan < 3; plan++) {
            assertEquals("1.1.0", catalogue.text("/services/0/plans/" + plan + "/maintenance_info/version"));
            assertTrue(catalogue
                    .text("/services/0/plans/" + plan + "/maintenance_info/description")
                    .contains("Actes et délibérations"));
        }
        assertEquals("", catalogue.at("/services/1/plans/0/maintenance_info"));
    }

    @Test
    void item029_aPlanSaysForHowLongItMayBePolled() throws Exception {
        assertEquals("3600", house.get("/catalog").at("/services/3/plans/0/maximum_polling_duration"));
    }

    @Test
    void item030_anUnchangedCatalogueIs304() throws Exception {
        String tag = house.get("/catalog").header("ETag").orElseThrow();
        Answer known = withHeader("If-None-Match", tag).is(304);
        assertEquals(Optional.of(tag), known.header("ETag"));
        withHeader("If-None-Match", "\"other\", W/" + tag).is(304);
        withHeader("If-None-Match", "\"other\"").is(200);
        house.broker.catalogue = List.of(TestHouse.ACTES);
        withHeader("If-None-Match", tag).is(200);
    }

    @Test
    void item031_namesAreFriendlyAndTextsShort() throws Exception {
        for (JsonNode service : services()) {
            assertTrue(service.get("name").textValue().matches("[a-z0-9-]+"));
            for (JsonNode plan : service.get("plans")) {
                assertTrue(plan.get("name").textValue().matches("[a-z0-9-]+"));
                assertTrue(plan.at("/maintenance_info/description").asText().length() <= 255);
            }
        }
    }

    private JsonNode services() throws Exception {
        return house.get("/catalog").json().get("services");
    }
}
