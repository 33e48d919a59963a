package fr.beffroi.metering.internal;

import org.apache.camel.builder.RouteBuilder;

/** Looks each hour whether a month is old enough to be archived. */
final class RetentionRoutes extends RouteBuilder {
    private final Runnable round;

    RetentionRoutes(Runnable round) {
        this.round = round;
    }

    @Override
    public void configure() {
        from("timer:retention?delay=300000&period=3600000").routeId("retention").process(exchange -> round.run());
    }
}
