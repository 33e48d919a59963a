package fr.beffroi.provisioning;

import fr.beffroi.api.Binding;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An operation on its way through the routes: what is to be done, and how far it has come in this pass. It is the body of the message
 * and belongs to the lane that carries it.
 */
final class Work {
    private final Subscription subscription;
    private final Optional<Binding> binding;
    private final Offering offering;
    private final Optional<Commune> commune;
    private final boolean noticeOver;

    private final Set<String> standing;
    private final Set<String> own = new LinkedHashSet<>();
    private final List<Decision> news = new ArrayList<>();
    private final List<String> leftovers = new ArrayList<>();
    private Step step;
    private Optional<Failure> failure = Optional.empty();

    /**
     * What went wrong.
     *
     * @param step the name of the step
     * @param sentence for a person
     */
    record Failure(String step, String sentence) {}

    /** How the instance of a subscription is to be while no operation sees to it. */
    enum Stance {
        /** There is none, or the operation under way decides. */
        NONE,
        /** It runs, and its address says that it is suspended. */
        SHUT,
        /** It runs, and its address answers. */
        SERVING
    }

    /**
     * @param binding that is worked on; empty when it is the subscription itself
     * @param commune empty only when it never was of this house
     * @param noticeOver whether the clock has reached the end of the notice, or there is none
     */
    Work(
            Subscription subscription,
            Optional<Binding> binding,
            Offering offering,
            Optional<Commune> commune,
            boolean noticeOver) {
        this.subscription = subscription;
        this.binding = binding;
        this.offering = offering;
        this.commune = commune;
        this.noticeOver = noticeOver;
        this.standing = new LinkedHashSet<>(operation().standing());
        for (Operation.Step done : operation().steps()) {
            if (done.undone()) {
                own.remove(done.name());
            } else {
                own.add(done.name());
            }
        }
    }

    Subscription subscription() {
        return subscription;
    }

    /** What is worked on besides the subscription. */
    Optional<Binding> binding() {
        return binding;
    }

    /** On the binding, or else the last one on the subscription. */
    Operation operation() {
        return binding.map(Binding::operation).orElse(subscription.operation());
    }

    boolean is(Operation.Kind kind) {
        return operation().kind() == kind;
    }

    Offering offering() {
        return offering;
    }

    Insee tenant() {
        return subscription.tenant();
    }

    Commune commune() {
        return commune.orElseThrow(
                () -> new IllegalStateException("the commune " + tenant() + " is not of this house"));
    }

    /** The offering's name, as addresses, schemas and groups have it. */
    String service() {
        return offering.name();
    }

    /** Whose it is and of which service, as targets name it: {@code 30189/actes}. */
    String address() {
        return tenant() + "/" + service();
    }

    boolean hosted() {
        return offering.hosted().isPresent();
    }

    /** What holds of the subscription, also while it is being changed. */
    Subscription.Wanted held() {
        return new Subscription.Wanted(
                subscription.plan(), subscription.parameters(), subscription.context(), subscription.version());
    }

    /** What the instance is to be made from: during a change what is wanted, otherwise what holds. */
    Subscription.Wanted aim() {
        return is(Operation.Kind.CHANGE) && operation().isUnderWay()
                ? subscription.wanted().orElseGet(this::held)
                : held();
    }

    /** Whether the notice that was given, if any, has passed. */
    boolean isNoticeOver() {
        return noticeOver;
    }

    /** Whether the subscription is shut, or was when its end was ordered. */
    boolean isSuspended() {
        return subscription.state() == Subscription.State.SUSPENDED
                || standing.contains(SuspendedInstanceStep.NAME)
                || standing.contains(SuspendedDirectoryStep.NAME);
    }

    /** Whether people and programs of the commune may use the subscription now. */
    boolean isUsable() {
        return !isSuspended()
                && (subscription.state() == Subscription.State.ACTIVE || subscription.isUnderNotice() && !noticeOver);
    }

    /**
     * How the instance is to be, apart from operations. What is being made or changed, the operation sees to. What is being ended is
     * let in to no more: its archive may be written already, and what somebody published now would be in none.
     */
    Stance stance() {
        boolean settled =
                switch (subscription.state()) {
                    case ACTIVE, SUSPENDED ->
                        !(is(Operation.Kind.CHANGE) && operation().isUnderWay());
                    case LEAVING -> !(operation().isUnderWay() && noticeOver);
                    case REQUESTED, PROVISIONING, CLOSED, FAILED -> false;
                };
        if (!settled || !standing.contains(InstanceStep.NAME) || !standing.contains(CheckStep.NAME)) {
            return Stance.NONE;
        }
        return isSuspended() ? Stance.SHUT : Stance.SERVING;
    }

    /** Whether the journal says that this step stands. */
    boolean stands(Step which) {
        return standing.contains(which.name());
    }

    /** Whether carrying the step out is news to the journal. A change carries out anew what stood before. */
    boolean isNews(Step which) {
        return !stands(which) || is(Operation.Kind.CHANGE) && !own.contains(which.name());
    }

    /** What was done and isn't in the journal yet. */
    List<Decision> news() {
        return news;
    }

    void nowAt(Step which) {
        step = which;
    }

    void stood(Step which) {
        standing.add(which.name());
        own.add(which.name());
    }

    void fell(Step which) {
        standing.remove(which.name());
        own.remove(which.name());
    }

    /** The step under way stays failed. */
    void failed(Throwable cause) {
        failure = Optional.of(new Failure(step.name(), Sentences.failed(step, cause)));
    }

    /** It makes no sense any more. */
    void abandoned(Step which) {
        failure = Optional.of(new Failure(which.name(), Sentences.ABANDONED));
    }

    /** What the step under way made can't be taken back. */
    void leaves(Throwable cause) {
        leftovers.add(Sentences.left(step, this, cause));
    }

    Optional<Failure> failure() {
        return failure;
    }

    List<String> leftovers() {
        return List.copyOf(leftovers);
    }

    @Override
    public String toString() {
        return operation().kind() + " " + operation().id() + " of " + address();
    }
}
