package fr.beffroi.osb;

import static fr.beffroi.osb.TestHouse.json;
import static fr.beffroi.osb.TestHouse.order;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Requirements 63 to 66: an instance is fetched. */
class OsbFetchingTest extends OsbOverHttp {
    @Test
    void item063_anInstanceThatStandsCanBeFetched() throws Exception {
        house.standing("s1");
        house.get(SET).is(200);
        house.get(SET + "?service_id=of-actes&plan_id=pl-standard").is(200);
        house.provision("s2", order("of-dpo", "pl-dpo-base")).is(201);
        house.get("/service_instances/s2").is(200);
    }

    @Test
    void item064_itIs404WhileItIsMadeWhenItFailedAndWhenItIsGone() throws Exception {
        house.get(SET).isRefused(404, "NotFound");
        house.provision("s1", order());
        house.get(SET).isRefused(404, "NotFound");
        house.broker.fail("s1", "Non.");
        house.get(SET).isRefused(404, "NotFound");
        house.provision("s2", order("of-sauvegarde", "pl-sauvegarde-base"));
        house.get("/service_instances/s2").isRefused(404, "NotFound");
        house.standing("s3");
        house.deprovision("s3");
        house.broker.succeed("s3");
        house.get("/service_instances/s3").isRefused(404, "NotFound");
    }

    @Test
    void item065_itCanBeFetchedWhileItIsUpdatedAndIsAsBefore() throws Exception {
        house.standing("s1");
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\"}")
                .is(202);
        assertEquals("pl-standard", house.get(SET).is(200).text("/plan_id"));
        house.broker.succeed("s1");
        assertEquals("pl-plus", house.get(SET).is(200).text("/plan_id"));
    }

    @Test
    void item066_theInstanceIsToldWhole() throws Exception {
        house.standing("s1");
        assertEquals(json("""
                        {"service_id": "of-actes", "plan_id": "pl-standard",
                         "dashboard_url": "https://beffroi.example.fr/t/30189/actes/",
                         "parameters": {"title": "Actes de Nîmes"},
                         "maintenance_info": {
                           "version": "1.1.0", "description": "Version 1.1.0 du service « Actes et délibérations »."}}
                        """), house.get(SET).json());
        house.standingDirectory("s2");
        assertEquals(
                json("{\"service_id\": \"of-annuaire\", \"plan_id\": \"pl-annuaire-base\", \"parameters\": {}}"),
                house.get("/service_instances/s2").json());
    }
}
