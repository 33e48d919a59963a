package fr.beffroi.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fr.beffroi.api.Refusal;
import java.lang.annotation.Annotation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClockTest {
    private static final Instant START = Instant.parse("2026-10-01T08:00:00Z");
    private static final Clock REAL = Clock.fixed(Instant.parse("2027-01-31T23:30:00Z"), ZoneOffset.UTC);

    private final AtomicLong nanos = new AtomicLong(-5);
    private final ElapsingClock clock = new ElapsingClock(START, nanos::get);

    @Test
    void ticksAsRealTimePasses() {
        assertEquals(START, clock.instant());
        nanos.addAndGet(1_500);
        assertEquals(START.plusNanos(1_500), clock.instant());
    }

    @Test
    void canBePutForwardAndTicksOn() {
        Clock inParis = clock.withZone(ZoneId.of("Europe/Paris"));
        nanos.addAndGet(1_000);
        clock.advanceTo(START.plus(Duration.ofDays(31)));
        nanos.addAndGet(7);
        assertEquals(START.plus(Duration.ofDays(31)).plusNanos(7), clock.instant());
        assertEquals(clock.instant(), inParis.instant());
        assertEquals(ZoneOffset.UTC, clock.getZone());
        assertEquals(ZoneId.of("Europe/Paris"), inParis.getZone());
    }

    @Test
    void neverGoesBack() {
        nanos.addAndGet(2);
        clock.advanceTo(clock.instant());
        assertThrows(Refusal.class, () -> clock.advanceTo(START.plusNanos(1)));
        assertEquals(START.plusNanos(2), clock.instant());
    }

    @Test
    void outsideADemonstrationItIsTheRealOne() {
        assertSame(REAL, JournalOpener.clock(settings(false, "2026-10-01T08:00:00Z"), Instant.EPOCH, REAL));
    }

    @Test
    void aDemonstrationBeginsWhenItIsTold() {
        assertBegins(START, settings(true, " 2026-10-01T08:00:00Z "), Instant.EPOCH);
    }

    @Test
    void aDemonstrationBeginsOnTheFirstOfLastMonth() {
        assertBegins(Instant.parse("2026-12-01T08:00:00Z"), settings(true, ""), Instant.EPOCH);
    }

    @Test
    void aDemonstrationGoesOnWhereTheJournalEnded() {
        Instant last = START.plus(Duration.ofDays(400));
        assertBegins(last, settings(true, "2026-10-01T08:00:00Z"), last);
    }

    @Test
    void aStartThatIsNoInstantIsSaid() {
        assertThrows(
                IllegalArgumentException.class,
                () -> JournalOpener.clock(settings(true, "1 octobre"), Instant.EPOCH, REAL));
    }

    private static void assertBegins(Instant start, JournalSettings settings, Instant last) {
        Clock clock = JournalOpener.clock(settings, last, REAL);
        assertEquals(start.getEpochSecond() / 3_600, clock.instant().getEpochSecond() / 3_600);
    }

    private static JournalSettings settings(boolean demonstration, String start) {
        return new JournalSettings() {
            @Override
            public boolean demonstration() {
                return demonstration;
            }

            @Override
            public String demonstration_start() {
                return start;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return JournalSettings.class;
            }
        };
    }
}
