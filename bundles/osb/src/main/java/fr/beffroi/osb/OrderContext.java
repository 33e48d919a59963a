package fr.beffroi.osb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Order;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What of a body becomes the context of an order ({@link Order.Subscribe}): organization, space and OSB's own context. */
final class OrderContext {
    static final String ORGANIZATION = "organization_guid";

    private static final String SPACE = "space_guid";
    private static final String CONTEXT = "context";

    private OrderContext() {}

    /** Of a new instance. No context and an empty one say the same. */
    static Map<String, Object> ordered(ObjectNode body) {
        Map<String, Object> context = new HashMap<>();
        context.put(ORGANIZATION, Json.requiredText(body, ORGANIZATION));
        context.put(SPACE, Json.requiredText(body, SPACE));
        return with(context, Json.optionalObject(body, CONTEXT));
    }

    /**
     * Of an instance that is updated: an update has no organization and space of its own, those of the order stay.
     *
     * @param before as they stand
     * @return empty when the body has no context, so that nothing of it changes
     */
    static Optional<Map<String, Object>> updated(ObjectNode body, Map<String, Object> before) {
        return Json.optionalObject(body, CONTEXT).map(context -> with(new HashMap<>(before), Optional.of(context)));
    }

    private static Map<String, Object> with(Map<String, Object> order, Optional<Map<String, Object>> context) {
        order.remove(CONTEXT);
        context.filter(map -> !map.isEmpty()).ifPresent(map -> order.put(CONTEXT, map));
        return order;
    }
}
