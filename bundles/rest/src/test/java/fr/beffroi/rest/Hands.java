package fr.beffroi.rest;

import fr.beffroi.api.DemonstrationClock;
import fr.beffroi.api.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock with hands. */
final class Hands extends Clock implements DemonstrationClock {
    volatile Instant now = House.NOW;

    @Override
    public void advanceTo(Instant instant) {
        if (instant.isBefore(now)) {
            throw Refusal.invalid("The journal never goes back.");
        }
        now = instant;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
