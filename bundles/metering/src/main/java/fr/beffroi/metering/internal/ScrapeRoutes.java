package fr.beffroi.metering.internal;

import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;

/** Looks again and again which pages of counters are to be read; one round at a time. */
final class ScrapeRoutes extends RouteBuilder {
    static final String ID = "scrape";

    private final Duration every;
    private final Runnable round;

    ScrapeRoutes(Duration every, Runnable round) {
        this.every = every;
        this.round = round;
    }

    @Override
    public void configure() {
        from("timer:scrape?delay=" + every.toMillis() + "&period=" + every.toMillis())
                .routeId(ID)
                .process(exchange -> round.run());
    }
}
