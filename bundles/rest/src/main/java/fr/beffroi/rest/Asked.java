package fr.beffroi.rest;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** What a request asks for in its address, and whether its actor may. */
final class Asked {
    /** The bounds of what anything can have happened in; microseconds since 1970 fit well within 64 bits. */
    static final Instant FIRST = Instant.EPOCH;

    static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    private Asked() {}

    /**
     * Whose figures an actor sees: those of the commune that is named; without a name all of them, but people of a commune always
     * their own, and a platform that acts for some communes has to name one.
     *
     * @param tenant INSEE code, or null
     * @throws Refusal FORBIDDEN when it is another commune's
     */
    static Optional<Insee> readable(Actor actor, String tenant) {
        requireLogIn(actor);
        Optional<Insee> asked = Optional.ofNullable(tenant).map(Insee::new).or(actor::tenant);
        if (asked.isEmpty() && actor.actsFor().isPresent()) {
            throw new Refusal(
                    Reason.FORBIDDEN, "You act for some communes only: name one of them, such as ?tenant=30189.");
        }
        asked.ifPresent(insee -> requireRead(actor, insee));
        return asked;
    }

    /** @throws Refusal FORBIDDEN when the actor doesn't read what concerns that commune */
    static void requireRead(Actor actor, Insee tenant) {
        requireLogIn(actor);
        if (!actor.mayRead(tenant)) {
            throw new Refusal(Reason.FORBIDDEN, "You may not read what concerns the commune " + tenant + ".");
        }
    }

    /** @throws Refusal UNAUTHENTICATED for a visitor, FORBIDDEN for an instance and for a program that uses one */
    static void requireLogIn(Actor actor) {
        switch (actor.role()) {
            case VISITOR -> throw new Refusal(Reason.UNAUTHENTICATED, "Log in first: this is not open to visitors.");
            case SERVICE -> throw new Refusal(Reason.FORBIDDEN, "An instance doesn't use this API.");
            case PROGRAM ->
                throw new Refusal(Reason.FORBIDDEN, "A binding is good for its service only, not for this API.");
            default -> {}
        }
    }

    /**
     * An instant of RFC 3339.
     *
     * @throws Refusal INVALID when it isn't one, or lies outside {@link #FIRST} and {@link #LAST}
     */
    static Instant instant(String field, String text) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
                throw Refusal.invalid("\"" + field + "\" is \"" + text + "\", but only instants from " + FIRST + " to "
                        + LAST + " are known here.");
            }
            return instant;
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("\"" + field + "\" is \"" + text
                    + "\", but an instant such as 2026-10-01T00:00:00Z is expected (RFC 3339).");
        }
    }

    /** An instant of RFC 3339, or what counts when there is none. */
    static Instant instant(String field, String text, Instant otherwise) {
        return text == null ? otherwise : instant(field, text);
    }

    /** A whole number within bounds. */
    static int limit(String text, int otherwise, int most) {
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[1-9]\\d{0,8}") || Integer.parseInt(text) > most) {
            throw Refusal.invalid("\"limit\" is a whole number from 1 to " + most + ", not \"" + text + "\".");
        }
        return Integer.parseInt(text);
    }
}
