package fr.beffroi.metering.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** First step of the intake: may this actor bring these readings, and does each of them make sense? */
final class ReadingCheck {
    private final KnownMeters meters;

    ReadingCheck(KnownMeters meters) {
        this.meters = meters;
    }

    /** @throws Refusal {@link Reason#FORBIDDEN} when the actor may not bring even one of them */
    List<Candidate> check(Delivery delivery) {
        requireAllowed(delivery.actor(), delivery.readings());
        List<Optional<String>> unknown = meters.objectionsTo(delivery.readings());
        List<Candidate> candidates = new ArrayList<>(unknown.size());
        for (Reading reading : delivery.readings()) {
            Optional<String> objection = unknown.get(candidates.size());
            candidates.add(new Candidate(Row.of(reading), badText(reading).or(() -> objection)));
        }
        return candidates;
    }

    /**
     * Of several actors; what one of them may not bring is objected to, one by one.
     *
     * @throws Refusal for any other reason: nothing is known then of what could be objected to, and all of it can be sent again
     */
    List<Candidate> checkAll(List<Delivery> deliveries) {
        List<Candidate> candidates = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            try {
                candidates.addAll(check(delivery));
            } catch (Refusal e) {
                if (e.reason() != Reason.FORBIDDEN) {
                    throw e;
                }
                delivery.readings()
                        .forEach(
                                reading -> candidates.add(new Candidate(Row.of(reading), Optional.of(e.getMessage()))));
            }
        }
        return candidates;
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
        boolean bad = isBad(reading.source())
                || isBad(reading.id())
                || reading.corrects().filter(ReadingCheck::isBad).isPresent()
                || reading.item().filter(ReadingCheck::isBad).isPresent();
        return bad
                ? Optional.of(
                        "The source, the id and the item of a reading can't hold control characters or broken text.")
                : Optional.empty();
    }

    private static boolean isBad(String text) {
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (Character.isISOControl(next) || Character.isSurrogate(next) && !isWhole(text, i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether both halves of the pair are there that one at this place belongs to. */
    private static boolean isWhole(String text, int place) {
        return Character.isHighSurrogate(text.charAt(place))
                ? place + 1 < text.length() && Character.isLowSurrogate(text.charAt(place + 1))
                : place > 0 && Character.isHighSurrogate(text.charAt(place - 1));
    }
}
