package fr.beffroi.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecentTest {
    private final Recent recent = new Recent(5);

    @Test
    void nothingIsKnownBeforeTheFirstDecision() {
        assertEquals(Optional.empty(), numbersAfter(0, 10));
        recent.add(List.of());
        assertEquals(Optional.empty(), numbersAfter(0, 10));
    }

    @Test
    void whatWasDecidedIsKnownInOrder() {
        decide(7, 8);
        decide(9);
        assertEquals(Optional.of(List.of(7L, 8L, 9L)), numbersAfter(6, 10));
        assertEquals(Optional.of(List.of(8L)), numbersAfter(7, 1));
        assertEquals(Optional.of(List.of()), numbersAfter(9, 10));
    }

    @Test
    void whatWasDecidedBeforeIsAskedOfTheStore() {
        decide(7, 8);
        assertEquals(Optional.empty(), numbersAfter(5, 10));
    }

    @Test
    void whoIsFurtherThanThisNodeAsksTheStore() {
        decide(7, 8);
        assertEquals(Optional.empty(), numbersAfter(9, 10));
    }

    @Test
    void whatAnotherNodeDecidedInBetweenIsAskedOfTheStore() {
        decide(7, 8);
        decide(10);
        assertEquals(Optional.empty(), numbersAfter(8, 10));
        assertEquals(Optional.of(List.of(10L)), numbersAfter(9, 10));
    }

    @Test
    void onlyTheLastAreKept() {
        decide(1, 2, 3, 4);
        decide(5, 6, 7);
        assertEquals(Optional.empty(), numbersAfter(1, 10));
        assertEquals(Optional.of(List.of(3L, 4L, 5L, 6L, 7L)), numbersAfter(2, 10));
    }

    private void decide(long... numbers) {
        recent.add(LongStream.of(numbers)
                .mapToObj(number ->
                        new Entry(number, Instant.EPOCH, "story", new Decision.CommuneLeft(Samples.NIMES), Row.NO_HASH))
                .toList());
    }

    private Optional<List<Long>> numbersAfter(long number, int limit) {
        return recent.after(number, limit)
                .map(entries -> entries.stream().map(Entry::number).toList());
    }
}
