package fr.beffroi.rest;

import fr.beffroi.api.Binding;
import java.time.Instant;
import java.util.Optional;

/**
 * A binding as this API shows it: everything but its secret, and but its content, which can hold personal data.
 *
 * @param login what the program logs in as
 * @param expired whether it has stopped working by itself
 */
record BindingView(
        String id,
        String subscription,
        String tenant,
        String login,
        String state,
        Instant orderedAt,
        Optional<Instant> expiresAt,
        Optional<Instant> renewBefore,
        boolean expired,
        Optional<String> predecessor,
        OperationView operation) {

    static BindingView of(Binding binding, Instant now) {
        return new BindingView(
                binding.id(),
                binding.subscription(),
                binding.tenant().code(),
                binding.credential(),
                Json.word(binding.state()),
                binding.orderedAt(),
                binding.expiresAt(),
                binding.renewBefore(),
                binding.isExpired(now),
                binding.predecessor(),
                OperationView.of(binding.operation()));
    }
}
