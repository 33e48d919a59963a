package fr.beffroi.provisioning;

import fr.beffroi.api.Operation;
import java.util.function.Consumer;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways an operation takes. The body of each message is the {@link Work}; every node does one thing that can be repeated, and
 * records it.
 *
 * <pre>
 * lane-0 … lane-n ─┬─ operation ─┬─ subscribe: directory · database · instance · check ── succeeded
 *                  │             │      └─ a step stays failed ─┐
 *                  │             └─ unsubscribe: archive ───────┴─ take-back: check · instance · database · directory
 *                  ├─ reopen                                           └─ conclude: (farewell) ── succeeded, or give-up
 *                  └─ farewell
 * </pre>
 *
 * A node that throws is tried again with back-off, on its lane's own thread, so the lane waits. {@link NotRecorded} is another matter:
 * it ends the pass, and the operation stays open for the next round.
 */
final class OperationRoutes extends RouteBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(OperationRoutes.class);

    private final int lanes;
    private final Retries retries;
    private final Steps steps;
    private final Works works;
    private final Outcomes outcomes;
    private final Desk desk;

    OperationRoutes(int lanes, Retries retries, Steps steps, Works works, Outcomes outcomes, Desk desk) {
        this.lanes = lanes;
        this.retries = retries;
        this.steps = steps;
        this.works = works;
        this.outcomes = outcomes;
        this.desk = desk;
    }

    @Override
    public void configure() {
        lanes();
        operation();
        subscribe();
        unsubscribe();
        takeBack();
        conclude();
        leaveOpen(from("direct:give-up").routeId("give-up")).process(body(Work.class, outcomes::failed));
        leaveOpen(from("direct:reopen").routeId("reopen")).process(body(Task.Reopen.class, desk::reopen));
        leaveOpen(from("direct:farewell").routeId("farewell")).process(body(Task.Farewell.class, desk::sayFarewell));
    }

    private void lanes() {
        for (int lane = 0; lane < lanes; lane++) {
            leaveOpen(from(Lanes.uri(lane)).routeId("lane-" + lane))
                    .process(body(Task.class, desk::takeUp))
                    .choice()
                    .when(body().isInstanceOf(Task.CarryOut.class))
                    .to("direct:operation")
                    .when(body().isInstanceOf(Task.Reopen.class))
                    .to("direct:reopen")
                    .otherwise()
                    .to("direct:farewell");
        }
    }

    private void operation() {
        leaveOpen(from("direct:operation").routeId("operation"))
                .process(exchange -> replaceBody(
                        exchange,
                        works.open(body(exchange, Task.CarryOut.class)).orElse(null)))
                .choice()
                .when(body().isNull())
                .stop()
                .when(exchange -> work(exchange).operation().kind() == Operation.Kind.SUBSCRIBE)
                .to("direct:subscribe")
                .otherwise()
                .to("direct:unsubscribe");
    }

    private void subscribe() {
        tryAgain(leaveOpen(from("direct:subscribe").routeId("subscribe")))
                .handled(true)
                .process(this::noteFailure)
                .to("direct:take-back")
                .end()
                .process(carryOut(steps.directory()))
                .process(carryOut(steps.database()))
                .process(carryOut(steps.instance()))
                .process(carryOut(steps.check()))
                .process(body(Work.class, outcomes::succeeded));
    }

    /** Without an archive nothing is deleted: the subscription goes on leaving, whole, until its end is ordered again. */
    private void unsubscribe() {
        tryAgain(leaveOpen(from("direct:unsubscribe").routeId("unsubscribe")))
                .handled(true)
                .process(this::noteFailure)
                .to("direct:give-up")
                .end()
                .process(carryOut(steps.archive()))
                .to("direct:take-back");
    }

    /** What can't be taken back is noted, and the rest is taken back all the same. */
    private void takeBack() {
        tryAgain(leaveOpen(from("direct:take-back").routeId("take-back")))
                .continued(true)
                .process(this::noteLeftover)
                .end()
                .process(undo(steps.check()))
                .process(undo(steps.instance()))
                .process(undo(steps.database()))
                .process(undo(steps.directory()))
                .to("direct:conclude");
    }

    private void conclude() {
        tryAgain(leaveOpen(from("direct:conclude").routeId("conclude")))
                .handled(true)
                .process(this::noteFailure)
                .to("direct:give-up")
                .end()
                .choice()
                .when(exchange -> isGivenUp(work(exchange)))
                .to("direct:give-up")
                .otherwise()
                .process(carryOut(steps.farewell()))
                .process(body(Work.class, outcomes::succeeded));
    }

    private static boolean isGivenUp(Work work) {
        return work.failure().isPresent() || !work.leftovers().isEmpty();
    }

    private Processor carryOut(Step step) {
        return exchange -> {
            Work work = work(exchange);
            if (step.concerns(work)) {
                outcomes.requireOpen();
                work.nowAt(step);
                step.carryOut(work);
                outcomes.done(work, step);
            }
        };
    }

    private Processor undo(Step step) {
        return exchange -> {
            Work work = work(exchange);
            if (step.concerns(work)) {
                outcomes.requireOpen();
                work.nowAt(step);
                step.undo(work);
                outcomes.undone(work, step);
            }
        };
    }

    private void noteFailure(Exchange exchange) {
        Throwable cause = cause(exchange);
        LOG.warn("{} stays failed", work(exchange), cause);
        work(exchange).failed(cause);
    }

    private void noteLeftover(Exchange exchange) {
        Throwable cause = cause(exchange);
        LOG.warn("{} can't be taken back whole", work(exchange), cause);
        work(exchange).leaves(cause);
    }

    /** What was thrown; Camel wraps what is no exception, such as a class that isn't found. */
    private static Throwable cause(Exchange exchange) {
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return caught instanceof CamelExecutionException && caught.getCause() != null ? caught.getCause() : caught;
    }

    /** What couldn't be recorded is neither success nor failure: the pass ends here. */
    private static ProcessorDefinition<?> leaveOpen(ProcessorDefinition<?> route) {
        return route.onException(NotRecorded.class)
                .handled(true)
                .log(LoggingLevel.WARN, "${body} stays open for the next round: ${exception.message}")
                .end();
    }

    private OnExceptionDefinition tryAgain(ProcessorDefinition<?> route) {
        return retries.on(route.onException(Exception.class));
    }

    private static Work work(Exchange exchange) {
        return body(exchange, Work.class);
    }

    private static <T> T body(Exchange exchange, Class<T> type) {
        return type.cast(exchange.getMessage().getBody());
    }

    private static void replaceBody(Exchange exchange, Object body) {
        exchange.getMessage().setBody(body);
    }

    private static <T> Processor body(Class<T> type, Consumer<T> action) {
        return exchange -> action.accept(body(exchange, type));
    }
}
