package fr.beffroi.metering.internal;

import org.apache.camel.builder.RouteBuilder;

/** Where entrances of the intake are opened and closed while the room works. They all run in its one Camel context. */
public interface Entrances {

    /** @throws IllegalStateException when it can't be opened */
    void open(RouteBuilder entrance);

    /** Returns when nothing is under way on that route any more; does nothing when there is none. */
    void close(String route);
}
