package fr.beffroi.api;

import java.util.Objects;

/**
 * A refusal that a person or a program can act on: a {@link Reason} for the status, and one sentence that says what is wrong and
 * what to do. It never carries a secret. Whatever was asked has not been done, not even in part.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public Refusal(Reason reason, String sentence) {
        this(reason, sentence, null);
    }

    public Refusal(Reason reason, String sentence, Throwable cause) {
        super(Objects.requireNonNull(sentence, "sentence"), cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** Shorthand for the reason most often given: the value handed in is wrong. */
    public static Refusal invalid(String sentence) {
        return new Refusal(Reason.INVALID, sentence);
    }

    public Reason reason() {
        return reason;
    }
}
