package fr.beffroi.api;

import java.util.Optional;

/**
 * A part of the house that can be asked whether it can serve. Each room that depends on something outside publishes one; {@code
 * /health/ready} asks them all.
 */
public interface Readiness {

    /** Which part: {@code store}, {@code directory}. */
    String part();

    /** What is wrong and what to do, in a sentence; empty when the part can serve. Answers within a second or two. */
    Optional<String> problem();

    /** What doesn't keep the part from serving but wants somebody's attention, in a sentence; empty when all is well. */
    default Optional<String> warning() {
        return Optional.empty();
    }
}
