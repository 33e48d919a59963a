package fr.beffroi.api;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What somebody asks of the broker. */
public sealed interface Order {

    /** The id of the subscription, chosen by whoever orders (OSB's {@code instance_id}); any characters. */
    String subscription();

    /**
     * A commune subscribes to a plan (OSB: provision).
     *
     * @param subscription an id never used before, or the very same order again
     * @param tenant the commune
     * @param offering the id of the offering
     * @param plan the id of one of its plans
     * @param content everything else that makes two orders the same or different (parameters, context, OSB's organization and
     *     space), as JSON values; it can hold personal data, so the journal only gets its digest
     */
    record Subscribe(String subscription, Insee tenant, String offering, String plan, Map<String, Object> content)
            implements Order {
        public Subscribe {
            requireId(subscription);
            Objects.requireNonNull(tenant, "tenant");
            Names.requireText("An order", "service id", offering);
            Names.requireText("An order", "plan id", plan);
            // Sorted, and with room for JSON's null.
            content = Collections.unmodifiableMap(new TreeMap<>(content));
        }
    }

    /**
     * The subscription ends (OSB: deprovision): archive, then deletion.
     *
     * @param subscription of a subscription that stands or is being made
     */
    record Unsubscribe(String subscription) implements Order {
        public Unsubscribe {
            requireId(subscription);
        }
    }

    private static void requireId(String id) {
        if (id == null || id.isBlank() || id.length() > 255) {
            throw Refusal.invalid("A subscription needs an id of 1 to 255 characters.");
        }
    }
}
