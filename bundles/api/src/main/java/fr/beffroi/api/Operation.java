package fr.beffroi.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Asynchronous work on a subscription; a fold of journal entries.
 *
 * @param id given by the broker when it accepts the order
 * @param subscription what is worked on
 * @param kind what is done
 * @param state how far it is
 * @param description the last thing that happened, a sentence for a person
 * @param stepsDone names of the steps that stand, in the order they were carried out
 * @param leftovers what a failed operation could not undo, listed for operations to clear; empty when nothing stays
 * @param startedAt when the order was accepted
 * @param endedAt when it succeeded or failed
 */
public record Operation(
        String id,
        String subscription,
        Kind kind,
        State state,
        String description,
        List<String> stepsDone,
        List<String> leftovers,
        Instant startedAt,
        Optional<Instant> endedAt) {

    /** What is done. */
    public enum Kind {
        SUBSCRIBE,
        UNSUBSCRIBE
    }

    /** How far it is. */
    public enum State {
        IN_PROGRESS,
        SUCCEEDED,
        FAILED
    }

    public Operation {
        stepsDone = List.copyOf(stepsDone);
        leftovers = List.copyOf(leftovers);
    }
}
