package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.IntakeCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the intake says of readings whose storing failed. */
class InDoubtTest {
    private static final Instant T = OCTOBER.plusSeconds(600);

    @Test
    void whatCouldNotBeStoredIsInDoubtAndNeitherAcceptedNorUnderWay() {
        IntakeTally tally = new IntakeTally(T);

        fail(tally, candidate("a", "1"));

        IntakeCount.Line line = tally.count().lines().get(0);
        assertEquals(0, line.answered(Outcome.ACCEPTED));
        assertEquals(0, line.unanswered());
        assertEquals(1, line.inDoubt());
    }

    @Test
    void aBatchThatIsSentAgainAndAgainWhileTheStoreIsAwayIsOneDoubtAReadingAndNoneOnceItIsAccepted() {
        IntakeTally tally = new IntakeTally(T);
        Candidate[] batch = {candidate("a", "1"), candidate("b", "1"), candidate("a", "1")};
        for (int time = 0; time < 3; time++) {
            fail(tally, batch);
        }
        assertEquals(2, tally.count().lines().get(0).inDoubt());
        assertEquals(0, tally.count().lines().get(0).unanswered());

        answer(tally, Outcome.ACCEPTED, candidate("a", "1"));
        assertEquals(1, tally.count().lines().get(0).inDoubt());
        answer(tally, Outcome.ACCEPTED, candidate("b", "1"));
        assertEquals(0, tally.count().lines().get(0).inDoubt());
        assertEquals(2, tally.count().lines().get(0).answered(Outcome.ACCEPTED));
    }

    @Test
    void whatIsKnownAlreadyMayHaveBeenStoredByTheCallThatFailed() {
        IntakeTally tally = new IntakeTally(T);
        fail(tally, candidate("stored", "1"), candidate("wrong", "1"), candidate("early", "1"));

        answer(tally, Outcome.DUPLICATE, candidate("stored", "1"));
        answer(tally, Outcome.REFUSED, candidate("wrong", "1"));
        answer(tally, Outcome.QUARANTINED, candidate("early", "1"));

        assertEquals(1, tally.count().lines().get(0).inDoubt());
    }

    @Test
    void whatSomethingIsSaidAgainstIsNeverStoredAndSoInNoDoubt() {
        IntakeTally tally = new IntakeTally(T);

        fail(tally, new Candidate(Row.of(reading("a", NIMES, T, "1")), Optional.of("There is no such meter.")));

        assertEquals(0, tally.count().lines().get(0).inDoubt());
        assertEquals(0, tally.count().lines().get(0).unanswered());
    }

    @Test
    void ofTooManyTheRestCountsAsOftenAsItIsBrought() {
        IntakeTally tally = new IntakeTally(T, 2);
        for (int time = 0; time < 3; time++) {
            fail(tally, candidate("a", "1"), candidate("b", "1"), candidate("c", "1"));
        }

        assertEquals(2 + 3, tally.count().lines().get(0).inDoubt());
    }

    @Test
    void whatIsBeingStoredIsUnanswered() {
        IntakeTally tally = new IntakeTally(T);
        List<IntakeCount.Line> meanwhile = new ArrayList<>();

        tally.counting(List.of(candidate("a", "1")), all -> {
            meanwhile.addAll(tally.count().lines());
            return List.of();
        });

        assertEquals(1, meanwhile.get(0).unanswered());
        assertEquals(0, meanwhile.get(0).inDoubt());
    }

    private static Candidate candidate(String id, String quantity) {
        return new Candidate(Row.of(reading(id, NIMES, T, quantity)), Optional.empty());
    }

    private static void fail(IntakeTally tally, Candidate... candidates) {
        assertThrows(
                Refusal.class,
                () -> tally.counting(List.of(candidates), all -> {
                    throw new Refusal(Reason.UNAVAILABLE, "The data store is away.");
                }));
    }

    private static void answer(IntakeTally tally, Outcome outcome, Candidate candidate) {
        tally.counting(List.of(candidate), all -> List.of(new Receipt(outcome, "")));
    }
}
