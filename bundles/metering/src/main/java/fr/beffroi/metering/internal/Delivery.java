package fr.beffroi.metering.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Reading;
import java.util.List;

/** Readings as somebody brings them; what every entrance of the intake hands over. */
record Delivery(Actor actor, List<Reading> readings) {
    Delivery {
        readings = List.copyOf(readings);
    }
}
