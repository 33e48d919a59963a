package fr.beffroi.costs.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Insee;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubscribedDaysTest {
    private static final Insee NIMES = new Insee("30189");

    @Test
    void everyDayWithAMomentOfSubscriptionCounts() {
        assertEquals(30, days("2026-11", active("2026-01-15T10:00:00Z", null)));
        assertEquals(30, days("2026-11", active("2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z")), "the very month");
        assertEquals(1, days("2026-11", active("2026-11-30T22:59:59Z", null)), "its last second in Paris");
        assertEquals(0, days("2026-11", active("2026-11-30T23:00:00Z", null)), "Paris is in December by then");
        assertEquals(1, days("2026-11", active("2026-11-09T23:00:00Z", "2026-11-09T23:00:00.000001Z")));
        assertEquals(1, days("2026-11", active("2026-11-09T08:00:00Z", "2026-11-09T23:00:00Z")), "until midnight");
        assertEquals(2, days("2026-11", active("2026-11-09T08:00:00Z", "2026-11-09T23:00:00.000001Z")));
        assertEquals(0, days("2026-11", active("2026-11-09T08:00:00Z", "2026-11-09T08:00:00Z")), "never active");
        assertEquals(0, days("2026-11", active("2026-09-09T08:00:00Z", "2026-10-31T23:00:00Z")), "over before");
    }

    @Test
    void twoSubscriptionsOnOneDayAreOneDay() {
        assertEquals(
                4,
                days(
                        "2026-11",
                        active("2026-11-09T08:00:00Z", "2026-11-10T09:00:00Z"),
                        active("2026-11-10T10:00:00Z", "2026-11-11T10:00:00Z"),
                        active("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z")));
    }

    @Test
    void daysOfTwentyThreeAndTwentyFiveHoursAreDaysToo() {
        assertEquals(31, days("2026-03", active("2026-01-15T10:00:00Z", null)));
        assertEquals(31, days("2026-10", active("2026-01-15T10:00:00Z", null)));
        assertEquals(29, days("2028-02", active("2026-01-15T10:00:00Z", null)));
    }

    @Test
    void aMonthInParisIsMadeOfWholeHours() {
        for (YearMonth month = YearMonth.of(2020, 1);
                month.isBefore(YearMonth.of(2050, 1));
                month = month.plusMonths(1)) {
            Instant from = new Month(month).from();
            assertEquals(0, from.toEpochMilli() % Duration.ofHours(1).toMillis(), month::toString);
            assertEquals(new Month(month).to(), new Month(month.plusMonths(1)).from());
        }
    }

    private static int days(String month, Active... active) {
        return Optional.ofNullable(SubscribedDays.of(Arrays.asList(active), "o", new Month(YearMonth.parse(month)))
                        .get(NIMES))
                .map(java.util.Set::size)
                .orElse(0);
    }

    private static Active active(String from, String to) {
        return new Active(
                NIMES, "o", Instant.parse(from), Optional.ofNullable(to).map(Instant::parse));
    }

    @Test
    void anotherOfferingIsAnotherSubscription() {
        assertEquals(
                0,
                SubscribedDays.of(
                                List.of(active("2026-01-15T10:00:00Z", null)),
                                "other",
                                new Month(YearMonth.of(2026, 11)))
                        .size());
    }
}
