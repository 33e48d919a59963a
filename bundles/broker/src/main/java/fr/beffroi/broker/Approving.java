package fr.beffroi.broker;

import fr.beffroi.api.Broker.Receipt;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision.ConventionRecorded;
import fr.beffroi.api.decision.Decision.OperationFailed;
import fr.beffroi.api.decision.Decision.SubscriptionApproved;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the intercommunality decides about a requested subscription, and the conventions that paid ones stand on. */
final class Approving {
    private final Register register;

    Approving(Register register) {
        this.register = register;
    }

    Receipt approve(String id, Hearing hearing) {
        Life life = requireRequested(id, hearing);
        Optional<Convention> convention = Optional.empty();
        if (isPaid(life, hearing)) {
            convention = register.convention(hearing.sql(), life.tenant());
            if (convention.isEmpty()) {
                throw new Refusal(
                        Reason.NOT_ELIGIBLE,
                        "The subscription " + id + " is paid, and the commune " + life.tenant()
                                + " has no convention; record it first.");
            }
        }
        return goOn(life, convention.map(Convention::number), hearing);
    }

    private boolean isPaid(Life life, Hearing hearing) {
        return life.awaited().contains(Rules.CONVENTION)
                || Register.offering(hearing.sql(), life.subscription().offering())
                        .flatMap(offering -> offering.plan(life.subscription().plan()))
                        .filter(Plan::paid)
                        .isPresent();
    }

    Receipt turnDown(String id, String reason, Hearing hearing) {
        Life life = requireRequested(id, hearing);
        hearing.record(
                new OperationFailed(id, life.operation().id(), life.tenant(), Rules.APPROVAL, reason, List.of()));
        return hearing.receipt(life);
    }

    /** Records a convention, unless it stands already; what waited for nothing else goes on. */
    List<Receipt> agree(Convention convention, Hearing hearing) {
        List<Receipt> receipts = new ArrayList<>();
        if (register.convention(hearing.sql(), convention.commune())
                .filter(convention::equals)
                .isPresent()) {
            return receipts;
        }
        List<Life> waiting = register.standing(hearing.sql(), convention.commune()).stream()
                .filter(life ->
                        life.is(Subscription.State.REQUESTED) && life.awaited().equals(List.of(Rules.CONVENTION)))
                .toList();
        hearing.record(new ConventionRecorded(convention));
        for (Life life : waiting) {
            receipts.add(goOn(life, Optional.of(convention.number()), hearing));
        }
        return receipts;
    }

    private Life requireRequested(String id, Hearing hearing) {
        Life life = register.life(hearing.sql(), id)
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no subscription " + id + "."));
        if (!life.is(Subscription.State.REQUESTED)) {
            throw new Refusal(Reason.NOT_ELIGIBLE, "The subscription " + id + " isn't waiting for anybody's approval.");
        }
        return life;
    }

    private Receipt goOn(Life life, Optional<String> convention, Hearing hearing) {
        String operation = life.operation().id();
        hearing.record(new SubscriptionApproved(life.id(), operation, life.tenant(), convention));
        boolean immediate = Register.offering(hearing.sql(), life.subscription().offering())
                .map(Offering::terms)
                .filter(terms -> terms.immediate())
                .isPresent();
        if (immediate) {
            hearing.succeed(life.id(), operation, life.tenant());
        }
        return hearing.receipt(life);
    }
}
