package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParkingRuleTest {
    private static final Duration LEAST = Duration.ofSeconds(5);

    private final List<ParkingRule.Idle> idle =
            List.of(idle("30001", 60), idle("30002", 4), idle("30003", 600), idle("30004", 5));

    @Test
    void withoutABoundNothingIsParked() {
        ParkingRule never = new ParkingRule(Duration.ZERO, 0, LEAST);
        assertFalse(never.isOn());
        assertEquals(List.of(), due(never, 4));
    }

    @Test
    void whatWasUnusedForThatLongIsParked() {
        ParkingRule afterAMinute = new ParkingRule(Duration.ofMinutes(1), 0, LEAST);
        assertTrue(afterAMinute.isOn());
        assertEquals(List.of("30003", "30001"), due(afterAMinute, 4));
    }

    @Test
    void whenTooManyRunThoseUnusedForTheLongestAreParked() {
        ParkingRule three = new ParkingRule(Duration.ZERO, 3, LEAST);
        assertTrue(three.isOn());
        assertEquals(List.of("30003"), due(three, 4));
        assertEquals(List.of("30003", "30001"), due(three, 5), "one runs that can't be parked");
        assertEquals(List.of(), due(three, 3));
    }

    @Test
    void whatWasUsedJustNowStaysHoweverManyRun() {
        assertEquals(List.of("30003", "30001", "30004"), due(new ParkingRule(Duration.ZERO, 1, LEAST), 100));
    }

    @Test
    void theTwoBoundsDoNotAddUp() {
        assertEquals(List.of("30003", "30001"), due(new ParkingRule(Duration.ofMinutes(1), 3, LEAST), 4));
        assertEquals(List.of("30003", "30001", "30004"), due(new ParkingRule(Duration.ofMinutes(1), 1, LEAST), 4));
    }

    private List<String> due(ParkingRule rule, int running) {
        return rule.due(idle, running).stream()
                .map(one -> one.address().tenant().code())
                .toList();
    }

    private static ParkingRule.Idle idle(String insee, int seconds) {
        return new ParkingRule.Idle(new Address(new Insee(insee), "sample"), Duration.ofSeconds(seconds));
    }
}
