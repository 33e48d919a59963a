package fr.beffroi.metering.internal;

import java.util.List;
import org.apache.camel.builder.RouteBuilder;

/**
 * How readings come in. There is one way for all of them; an entrance (HTTP, a meter handle, a drop folder, Kafka) is a {@code
 * from} that makes a {@link Delivery} of what it gets and sends it to {@link #READINGS}.
 */
final class IntakeRoutes extends RouteBuilder {
    /** In: a {@link Delivery}. Out, once everything is on the disk: its receipts. */
    static final String READINGS = "direct:readings";

    /** In: a list of deliveries, of which one that is forbidden refuses itself only. Out: the receipts of all. */
    static final String READINGS_OF_SEVERAL = "direct:readings-of-several";

    private final ReadingCheck check;
    private final GroupCommit<Candidate, ?> commits;
    private final IntakeTally tally;

    IntakeRoutes(ReadingCheck check, GroupCommit<Candidate, ?> commits, IntakeTally tally) {
        this.check = check;
        this.commits = commits;
        this.tally = tally;
    }

    @Override
    public void configure() {
        // Whoever brought the readings hears of a failure and sends them again; nothing is retried behind their back.
        errorHandler(noErrorHandler());

        from(READINGS)
                .routeId("readings")
                .transform()
                .body(Delivery.class, check::check)
                .transform()
                .body(List.class, this::store);

        from(READINGS_OF_SEVERAL)
                .routeId("readings-of-several")
                .transform()
                .body(List.class, this::check)
                .transform()
                .body(List.class, this::store);
    }

    @SuppressWarnings("unchecked")
    private List<?> check(List<?> deliveries) {
        return check.checkAll((List<Delivery>) deliveries);
    }

    @SuppressWarnings("unchecked")
    private List<?> store(List<?> checked) {
        return tally.counting((List<Candidate>) checked, commits::submit);
    }
}
