package fr.beffroi.metering.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** First step of the intake: may this actor bring these readings, and does each of them make sense? */
final class ReadingCheck {
    /** How far the clock of a source may be ahead of ours. */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final KnownMeters meters;
    private final Clock clock;

    ReadingCheck(KnownMeters meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /** @throws Refusal {@link Reason#FORBIDDEN} when the actor may not bring even one of them */
    List<Candidate> check(Delivery delivery) {
        requireAllowed(delivery.actor(), delivery.readings());
        Instant latest = clock.instant().plus(CLOCK_SKEW);
        Function<Reading, Optional<String>> unknown = meters.objectionsTo(delivery.readings());
        return delivery.readings().stream()
                .map(reading -> new Candidate(
                        reading,
                        badText(reading).or(() -> badTime(reading, latest)).or(() -> unknown.apply(reading))))
                .toList();
    }

    private static void requireAllowed(Actor actor, List<Reading> readings) {
        actor.require(Role.STAFF, Role.SYSTEM, Role.SERVICE);
        if (actor.role() != Role.SERVICE) {
            return;
        }
        for (Reading reading : readings) {
            String own = "/t/" + reading.tenant() + "/" + reading.offering();
            if (!actor.equals(Actor.service(reading.tenant(), reading.offering()))
                    || !(reading.source().equals(own) || reading.source().startsWith(own + "/"))) {
                throw new Refusal(
                        Reason.FORBIDDEN,
                        "An instance records its own use only: " + actor.id() + " can't bring the reading "
                                + reading.id() + " of " + reading.source() + " for " + reading.tenant() + " "
                                + reading.offering() + ".");
            }
        }
    }

    /** Control characters would blur the lines that are sealed; half a surrogate pair has no UTF-8. */
    private static Optional<String> badText(Reading reading) {
        boolean bad = (reading.source() + reading.id())
                .codePoints()
                .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
        return bad
                ? Optional.of("The source and the id of a reading can't hold control characters or broken text.")
                : Optional.empty();
    }

    private static Optional<String> badTime(Reading reading, Instant latest) {
        if (reading.time().isAfter(latest)) {
            return Optional.of("The reading is of " + reading.time() + ", which is more than "
                    + CLOCK_SKEW.toMinutes() + " minutes ahead: set the clock of the source right and send it again"
                    + " with the right time.");
        }
        return Optional.empty();
    }
}
