package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static fr.beffroi.metering.internal.House.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fr.beffroi.api.Insee;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Arrivals;
import fr.beffroi.metering.IntakeCount;
import fr.beffroi.store.testing.OnBothStores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the intake says that it did, and what the tables say. */
class IntakeTallyTest extends InTheHouse {
    private static final Instant T = OCTOBER.plusSeconds(600);

    @OnBothStores
    void whatWasAnsweredAndWhatArrivedAreTheSameFigures() {
        house.metering.accept(
                STAFF,
                List.of(
                        reading("a", NIMES, T, "1"),
                        reading("b", NIMES, T, "1"),
                        reading("a", NIMES, T, "1"),
                        reading("a", NIMES, T, "2"),
                        reading("soon", NIMES, OCTOBER.plus(Duration.ofHours(3)), "1")));

        assertEquals(
                List.of(line(Map.of(
                        Outcome.ACCEPTED, 2L, Outcome.DUPLICATE, 1L, Outcome.REFUSED, 1L, Outcome.QUARANTINED, 1L))),
                house.metering.answered().lines());
        assertEquals(List.of(new Arrivals(NIMES, "actes", "acts-published", 2, 0)), arrivals());

        house.clock.set(OCTOBER.plus(Duration.ofHours(4)));
        house.metering.round();
        assertEquals(List.of(new Arrivals(NIMES, "actes", "acts-published", 3, 1)), arrivals());
    }

    @OnBothStores
    void whateverNamesNothingKnownSharesOneLine() {
        house.metering.accept(
                STAFF,
                IntStream.range(10_000, 10_050)
                        .mapToObj(i -> reading("a" + i, new Insee(String.valueOf(i)), T, "1"))
                        .toList());

        assertEquals(
                List.of(new IntakeCount.Line(
                        Optional.empty(),
                        "unknown",
                        "unknown",
                        Map.of(
                                Outcome.REFUSED,
                                50L,
                                Outcome.ACCEPTED,
                                0L,
                                Outcome.DUPLICATE,
                                0L,
                                Outcome.QUARANTINED,
                                0L),
                        0)),
                house.metering.answered().lines());
        assertEquals(List.of(), arrivals());
    }

    /** PostgreSQL has it, and who brought it was told that nobody knows. */
    @OnBothStores
    void anAnswerThatWasLostIsTheDifferenceBetweenWhatWasAcceptedAndWhatArrived() {
        IntakeTally tally = new IntakeTally(house.metering.answered().since());
        assertThrows(
                Refusal.class,
                () -> tally.counting(List.of(candidate("a", "1")), all -> {
                    house.metering.accept(STAFF, List.of(reading("a", NIMES, T, "1")));
                    throw new Refusal(Reason.UNAVAILABLE, "The connection broke.");
                }));
        tally.counting(
                List.of(candidate("a", "1")),
                all -> house.metering.accept(STAFF, List.of(reading("a", NIMES, T, "1"))));

        IntakeCount.Line line = tally.count().lines().get(0);
        assertEquals(
                arrivals().get(0).readings(), line.answered(Outcome.ACCEPTED) + line.unanswered() + line.inDoubt());
    }

    private static Candidate candidate(String id, String quantity) {
        return new Candidate(Row.of(reading(id, NIMES, T, quantity)), Optional.empty());
    }

    private List<Arrivals> arrivals() {
        return house.metering.arrivals(house.metering.answered().since());
    }

    private static IntakeCount.Line line(Map<Outcome, Long> answered) {
        return new IntakeCount.Line(Optional.of(NIMES), "actes", "acts-published", answered, 0);
    }
}
