package fr.beffroi.provisioning;

import fr.beffroi.api.Commune;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
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
    private final Offering offering;
    private final Optional<Commune> commune;

    private final Set<String> standing;
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

    /** @param commune empty only when it has left already, and this operation was stopped just before its end */
    Work(Subscription subscription, Offering offering, Optional<Commune> commune) {
        this.subscription = subscription;
        this.offering = offering;
        this.commune = commune;
        this.standing = new LinkedHashSet<>(subscription.operation().stepsDone());
    }

    Subscription subscription() {
        return subscription;
    }

    Operation operation() {
        return subscription.operation();
    }

    Offering offering() {
        return offering;
    }

    Insee tenant() {
        return subscription.tenant();
    }

    Commune commune() {
        return commune.orElseThrow(() -> new IllegalStateException("the commune " + tenant() + " has left"));
    }

    /** The offering's name, as addresses, schemas and groups have it. */
    String service() {
        return offering.name();
    }

    boolean hosted() {
        return offering.hosted().isPresent();
    }

    /** Whether the journal says that this step stands. */
    boolean stands(Step which) {
        return standing.contains(which.name());
    }

    void nowAt(Step which) {
        step = which;
    }

    void stood(Step which) {
        standing.add(which.name());
    }

    void fell(Step which) {
        standing.remove(which.name());
    }

    /** The step under way stays failed. */
    void failed(Throwable cause) {
        failure = Optional.of(new Failure(step.name(), Sentences.failed(step, cause)));
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
        return operation().kind() + " " + operation().id() + " of " + tenant() + "/" + service();
    }
}
