package fr.beffroi.launcher.story;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A subscription that the story orders.
 *
 * @param commune for whom
 * @param offering name in the catalogue
 * @param offeringId OSB's {@code service_id}
 * @param planId OSB's {@code plan_id}
 */
record Ordered(Commune commune, String offering, String offeringId, String planId) {
    /** OSB's {@code instance_id}; always the same for the same commune and service, so that an order can be repeated. */
    String id() {
        return UUID.nameUUIDFromBytes(
                        ("beffroi-demo/" + commune.insee() + "/" + offering).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    String path() {
        return "/v2/service_instances/" + id();
    }

    @Override
    public String toString() {
        return offering + " pour " + commune;
    }
}
