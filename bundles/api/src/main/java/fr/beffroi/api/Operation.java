package fr.beffroi.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Asynchronous work on a subscription or on one of its bindings; a fold of journal entries.
 *
 * @param id given by the broker when it accepts the order
 * @param subscription what is worked on
 * @param binding the binding that is worked on; empty when it is the subscription itself
 * @param kind what is done
 * @param state how far it is
 * @param description the last thing that happened, a sentence for a person
 * @param steps what this operation has carried out so far, in that order
 * @param standing names of the steps whose work stands for the subscription now
 * @param leftovers what a failed operation could not undo or finish, listed for operations to clear; empty when nothing stays
 * @param startedAt when the order was accepted
 * @param endedAt when it succeeded or failed
 */
public record Operation(
        String id,
        String subscription,
        Optional<String> binding,
        Kind kind,
        State state,
        String description,
        List<Step> steps,
        List<String> standing,
        List<String> leftovers,
        Instant startedAt,
        Optional<Instant> endedAt) {

    /** What is done. */
    public enum Kind {
        SUBSCRIBE,
        CHANGE,
        SUSPEND,
        RESUME,
        UNSUBSCRIBE,
        BIND,
        UNBIND
    }

    /** How far it is. */
    public enum State {
        IN_PROGRESS,
        SUCCEEDED,
        FAILED
    }

    /**
     * A step that was carried out or taken back.
     *
     * @param name as it stands in the journal
     * @param undone whether it was taken back
     * @param at when
     */
    public record Step(String name, boolean undone, Instant at) {}

    public Operation {
        steps = List.copyOf(steps);
        standing = List.copyOf(standing);
        leftovers = List.copyOf(leftovers);
    }

    public boolean isUnderWay() {
        return state == State.IN_PROGRESS;
    }

    /** From the order to its end; empty while it is under way. For a suspension: how long somebody could still come in. */
    public Optional<Duration> took() {
        return endedAt.map(end -> Duration.between(startedAt, end));
    }
}
