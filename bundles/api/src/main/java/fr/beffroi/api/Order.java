package fr.beffroi.api;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What somebody asks of the broker. Parameters and contexts are JSON values; they can hold personal data, so the journal only gets
 * their digest.
 */
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
     * @param parameters of the service, as the plan's schema has them
     * @param context everything else that makes two orders the same or different (OSB's context, organization and space)
     */
    record Subscribe(
            String subscription,
            Insee tenant,
            String offering,
            String plan,
            Map<String, Object> parameters,
            Map<String, Object> context)
            implements Order {
        public Subscribe {
            requireId(subscription);
            Objects.requireNonNull(tenant, "tenant");
            Names.requireText("An order", "service id", offering);
            Names.requireText("An order", "plan id", plan);
            parameters = sorted(parameters);
            context = sorted(context);
        }
    }

    /**
     * A subscription changes (OSB: update). What isn't named stays as it is; nothing of it holds until all of it does.
     *
     * @param subscription one that stands
     * @param plan the id of another plan of the same offering
     * @param parameters all of them anew
     * @param context all of it anew
     * @param version that the instance shall run; see {@link HostedBundle#offers}
     */
    record Change(
            String subscription,
            Optional<String> plan,
            Optional<Map<String, Object>> parameters,
            Optional<Map<String, Object>> context,
            Optional<String> version)
            implements Order {
        public Change {
            requireId(subscription);
            parameters = parameters.map(Order::sorted);
            context = context.map(Order::sorted);
        }
    }

    /**
     * Nobody uses the subscription until it is resumed (<i>suspension</i>): directory, instance and credentials are shut, all data
     * stays. By operations only.
     *
     * @param reason for the people of the commune, in French; no personal data, it stands in the journal
     */
    record Suspend(String subscription, String reason) implements Order {
        public Suspend {
            requireId(subscription);
            Names.requireText("A suspension", "reason", reason);
        }
    }

    /** The end of a suspension (<i>levée de la suspension</i>). By operations only. */
    record Resume(String subscription) implements Order {
        public Resume {
            requireId(subscription);
        }
    }

    /**
     * The subscription ends (OSB: deprovision): archive, then deletion, then proof that nothing is left.
     *
     * @param subscription one that stands or is being made; what is being made is given up
     * @param notice whether it goes on until the offering's notice has passed; a platform has its own
     */
    record Unsubscribe(String subscription, boolean notice) implements Order {
        public Unsubscribe {
            requireId(subscription);
        }
    }

    /**
     * A program gets access by a credential of its own (OSB: bind).
     *
     * @param subscription one that is in use
     * @param binding an id never used before on this subscription, or the very same order again; any characters
     * @param plan the id of the subscription's plan as whoever orders knows it; empty for a rotation
     * @param content what makes two orders the same or different (OSB's parameters, context, bound resource)
     * @param predecessor a binding of the same subscription, not expired, whose place this one takes (OSB: binding rotation); its
     *     parameters hold for this one too, and it goes on working until it expires or is ended
     */
    record Bind(
            String subscription,
            String binding,
            Optional<String> plan,
            Map<String, Object> content,
            Optional<String> predecessor)
            implements Order {
        public Bind {
            requireId(subscription);
            requireId(binding);
            content = sorted(content);
        }
    }

    /** The credential of a binding works no longer (OSB: unbind). */
    record Unbind(String subscription, String binding) implements Order {
        public Unbind {
            requireId(subscription);
            requireId(binding);
        }
    }

    /** Sorted, and with room for JSON's null. */
    private static Map<String, Object> sorted(Map<String, Object> values) {
        return Collections.unmodifiableMap(new TreeMap<>(values));
    }

    private static void requireId(String id) {
        if (id == null || id.isBlank() || id.length() > 255) {
            throw Refusal.invalid("Subscriptions and bindings need an id of 1 to 255 characters.");
        }
    }
}
