package fr.beffroi.provisioning;

import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.BindingOrdered;
import fr.beffroi.api.decision.Decision.ChangeOrdered;
import fr.beffroi.api.decision.Decision.DepartureDecided;
import fr.beffroi.api.decision.Decision.EndOrdered;
import fr.beffroi.api.decision.Decision.ResumptionOrdered;
import fr.beffroi.api.decision.Decision.SubscriptionApproved;
import fr.beffroi.api.decision.Decision.SubscriptionOrdered;
import fr.beffroi.api.decision.Decision.SuspensionOrdered;
import fr.beffroi.api.decision.Decision.UnbindingOrdered;
import fr.beffroi.journal.Entry;
import java.util.Optional;

/**
 * Which entries of the journal give this room something to do. Whether it is to be done now (approval, notice) is asked when its turn
 * comes.
 */
final class Hearing {
    private Hearing() {}

    static Optional<Task> of(Entry entry) {
        Decision decision = entry.decision();
        if (decision instanceof SubscriptionOrdered ordered) {
            return carryOut(ordered, ordered.subscription(), ordered.operation());
        }
        if (decision instanceof SubscriptionApproved approved) {
            return carryOut(approved, approved.subscription(), approved.operation());
        }
        if (decision instanceof ChangeOrdered ordered) {
            return carryOut(ordered, ordered.subscription(), ordered.operation());
        }
        if (decision instanceof SuspensionOrdered ordered) {
            return carryOut(ordered, ordered.subscription(), ordered.operation());
        }
        if (decision instanceof ResumptionOrdered ordered) {
            return carryOut(ordered, ordered.subscription(), ordered.operation());
        }
        if (decision instanceof EndOrdered ordered) {
            return carryOut(ordered, ordered.subscription(), ordered.operation());
        }
        if (decision instanceof BindingOrdered ordered) {
            return carryOut(ordered, ordered.subscription(), ordered.binding(), ordered.operation());
        }
        if (decision instanceof UnbindingOrdered ordered) {
            return carryOut(ordered, ordered.subscription(), ordered.binding(), ordered.operation());
        }
        if (decision instanceof DepartureDecided decided) {
            return Optional.of(new Task.Farewell(decided.commune()));
        }
        return Optional.empty();
    }

    private static Optional<Task> carryOut(Decision ordered, String subscription, String operation) {
        return ordered.tenant().map(tenant -> new Task.CarryOut(tenant, subscription, operation));
    }

    private static Optional<Task> carryOut(Decision ordered, String subscription, String binding, String operation) {
        return ordered.tenant().map(tenant -> new Task.CarryOut(tenant, subscription, Optional.of(binding), operation));
    }
}
