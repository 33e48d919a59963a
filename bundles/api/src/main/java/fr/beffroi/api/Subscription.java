package fr.beffroi.api;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One commune's use of one plan (OSB's service instance; <i>abonnement</i>); a fold of journal entries.
 *
 * <p>While a change is being made, plan, parameters, context and version are those from before it; what is wanted stands in
 * {@link #wanted}.
 *
 * @param id chosen by whoever ordered
 * @param tenant the commune
 * @param offering id of the offering
 * @param plan id of the plan
 * @param parameters of the service, as ordered
 * @param context as ordered, see {@link Order.Subscribe}
 * @param version of the bundle that its instance runs; empty for a service that isn't hosted
 * @param state where it is in its life
 * @param awaited what has to be decided before a requested subscription is made, sentences in French; empty otherwise
 * @param orderedAt when the order was accepted
 * @param endsAt until when the notice runs; empty when none was given
 * @param wanted what the change under way, or that failed last, makes of it; empty when there is none
 * @param operation the last work on it
 * @param formerPlan id of the plan that it had before its plan changed last; empty when it never did
 */
public record Subscription(
        String id,
        Insee tenant,
        String offering,
        String plan,
        Map<String, Object> parameters,
        Map<String, Object> context,
        Optional<String> version,
        State state,
        List<String> awaited,
        Instant orderedAt,
        Optional<Instant> endsAt,
        Optional<Wanted> wanted,
        Operation operation,
        Optional<String> formerPlan) {

    /** Where a subscription is in its life. */
    public enum State {
        /** Ordered (<i>demandé</i>), waiting for the intercommunality's approval or for the commune's convention. */
        REQUESTED,
        /** Approved, being made. */
        PROVISIONING,
        /** In use, also while it is being changed. */
        ACTIVE,
        /** Shut, or being shut or opened again; its data stays. */
        SUSPENDED,
        /** Under notice and still in use, or being archived and deleted. */
        LEAVING,
        /** Gone, but for its archive and its past. */
        CLOSED,
        /** Could not be made; what was made has been undone or is listed. */
        FAILED
    }

    /**
     * What a change makes of a subscription.
     *
     * @param plan id of the plan
     * @param parameters of the service
     * @param context as ordered
     * @param version of the bundle; empty for a service that isn't hosted
     */
    public record Wanted(
            String plan, Map<String, Object> parameters, Map<String, Object> context, Optional<String> version) {
        public Wanted {
            parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
            context = Collections.unmodifiableMap(new TreeMap<>(context));
        }
    }

    public Subscription {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
        context = Collections.unmodifiableMap(new TreeMap<>(context));
        awaited = List.copyOf(awaited);
    }

    /** One whose plan never changed. */
    public Subscription(
            String id,
            Insee tenant,
            String offering,
            String plan,
            Map<String, Object> parameters,
            Map<String, Object> context,
            Optional<String> version,
            State state,
            List<String> awaited,
            Instant orderedAt,
            Optional<Instant> endsAt,
            Optional<Wanted> wanted,
            Operation operation) {
        this(
                id,
                tenant,
                offering,
                plan,
                parameters,
                context,
                version,
                state,
                awaited,
                orderedAt,
                endsAt,
                wanted,
                operation,
                Optional.empty());
    }

    /**
     * Whether it may be called by that plan, of whoever doesn't know how the last change of its plan ended: it is its plan, the one that
     * is wanted, or the one from before.
     */
    public boolean mayBeCalledBy(String planId) {
        return planId.equals(plan)
                || wanted.filter(change -> change.plan().equals(planId)).isPresent()
                || formerPlan.filter(planId::equals).isPresent();
    }

    /** Whether something of it stands, or may, so that its id and its place (one subscription a commune and service) are taken. */
    public boolean stands() {
        return switch (state) {
            case REQUESTED, PROVISIONING, ACTIVE, SUSPENDED, LEAVING -> true;
            case FAILED -> !operation.leftovers().isEmpty();
            case CLOSED -> false;
        };
    }

    /** Whether people and programs of the commune may use it now: in use, also while a notice runs. */
    public boolean isUsable() {
        return state == State.ACTIVE || isUnderNotice();
    }

    /** Whether its end was ordered and the notice still runs. */
    public boolean isUnderNotice() {
        return state == State.LEAVING && operation.state() == Operation.State.IN_PROGRESS && endsAt.isPresent();
    }
}
