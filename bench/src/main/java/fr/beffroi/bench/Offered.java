package fr.beffroi.bench;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A plan that is ordered again and again, each time for another commune.
 *
 * @param name of the offering
 * @param serviceId OSB's {@code service_id}
 * @param planId OSB's {@code plan_id}
 */
record Offered(String name, String serviceId, String planId) {

    /** PUT of a new subscription for that commune. */
    byte[] order(String headers, String insee) {
        return Wire.request("PUT", path(insee) + "?accepts_incomplete=true", headers, body(insee));
    }

    /** GET of how far that order is. */
    byte[] lastOperation(String headers, String insee) {
        return Wire.request(
                "GET", path(insee) + "/last_operation?service_id=" + serviceId + "&plan_id=" + planId, headers, "");
    }

    String body(String insee) {
        return "{\"service_id\":\"" + serviceId + "\",\"plan_id\":\"" + planId + "\",\"organization_guid\":\"" + insee
                + "\",\"space_guid\":\"" + insee
                + "\",\"context\":{\"platform\":\"beffroi-bench\",\"organization_guid\":\""
                + insee + "\"}}";
    }

    private String path(String insee) {
        return "/v2/service_instances/" + UUID.nameUUIDFromBytes((name + "/" + insee).getBytes(StandardCharsets.UTF_8));
    }
}
