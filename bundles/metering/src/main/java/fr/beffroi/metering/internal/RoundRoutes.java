package fr.beffroi.metering.internal;

import org.apache.camel.builder.RouteBuilder;

/** What the room does by itself, each minute. A round that fails is told in the log, and the next one makes up for it. */
final class RoundRoutes extends RouteBuilder {
    private final Runnable round;

    RoundRoutes(Runnable round) {
        this.round = round;
    }

    @Override
    public void configure() {
        from("timer:rounds?delay=60000&period=60000").routeId("rounds").process(exchange -> round.run());
    }
}
