package fr.beffroi.broker;

import fr.beffroi.api.Order;
import fr.beffroi.api.Subscription;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was ordered, word for word. It can hold personal data, so it lies beside the journal, which gets its digest.
 *
 * @param parameters of the service
 * @param context everything else that makes two orders the same or different
 */
record Content(Map<String, Object> parameters, Map<String, Object> context) {
    private static final String PARAMETERS = "parameters";

    Content {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        context = Collections.unmodifiableMap(new TreeMap<>(context));
    }

    static Content of(Order.Subscribe order) {
        return new Content(order.parameters(), order.context());
    }

    static Content of(Subscription subscription) {
        return new Content(subscription.parameters(), subscription.context());
    }

    /** As it was kept before parameters were something of their own: as one value among others. */
    @SuppressWarnings("unchecked")
    static Content ofOld(Map<String, Object> whole) {
        Map<String, Object> context = new TreeMap<>(whole);
        Object parameters = context.remove(PARAMETERS);
        return parameters instanceof Map
                ? new Content((Map<String, Object>) parameters, context)
                : new Content(Map.of(), whole);
    }

    /** As the journal names it. */
    String digest() {
        return Json.digest(Map.of(PARAMETERS, parameters, "context", context));
    }

    /** Whether the journal means this, also in an entry from before parameters were something of their own. */
    boolean hasDigest(String digest) {
        return digest.equals(digest()) || digest.equals(oldDigest());
    }

    private String oldDigest() {
        Map<String, Object> whole = new TreeMap<>(context);
        if (!parameters.isEmpty()) {
            whole.put(PARAMETERS, parameters);
        }
        return Json.digest(whole);
    }
}
