package fr.beffroi.provisioning;

import fr.beffroi.api.Operation.Kind;
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
 * The ways an operation takes. The body of each message is the {@link Work}; every node does one thing that can be repeated; it
 * is recorded before the next does anything.
 *
 * <pre>
 * lane-0 … lane-n ─┬─ operation ─┬─ subscribe: directory · database · instance · check ── succeeded
 *                  │             │      └─ a step stays failed ─┐
 *                  │             ├─ unsubscribe: archive ───────┴─ take-back: check · instance · database · directory
 *                  │             │                                     └─ conclude: farewell · residue ── certified, or give-up
 *                  │             ├─ change: instance · check ── succeeded, or go-back ── give-up
 *                  │             ├─ suspend: instance-suspended · directory-suspended ── succeeded, or give-up
 *                  │             ├─ resume: the same undone ── succeeded, or shut-again ── give-up
 *                  │             ├─ bind: program ── succeeded, or let-go ── give-up
 *                  │             └─ unbind: program undone ── succeeded, or give-up
 *                  ├─ reopen
 *                  ├─ farewell
 *                  └─ repair
 * </pre>
 *
 * A node that throws is tried again with back-off, on its lane's own thread, so the lane waits. {@link NotRecorded} is another matter:
 * it ends the pass, and the operation stays open for the next round. {@link Superseded} ends it for good.
 */
final class OperationRoutes extends RouteBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(OperationRoutes.class);
    private static final String GIVE_UP = "direct:give-up";

    private final int lanes;
    private final Retries retries;
    private final Steps steps;
    private final JournaledArchives archives;
    private final Works works;
    private final Outcomes outcomes;
    private final Desk desk;

    OperationRoutes(
            int lanes,
            Retries retries,
            Steps steps,
            JournaledArchives archives,
            Works works,
            Outcomes outcomes,
            Desk desk) {
        this.lanes = lanes;
        this.retries = retries;
        this.steps = steps;
        this.archives = archives;
        this.works = works;
        this.outcomes = outcomes;
        this.desk = desk;
    }

    @Override
    public void configure() {
        lanes();
        operation();
        subscribe();
        change();
        suspend();
        resume();
        bind();
        unbind();
        unsubscribe();
        takeBack();
        conclude();
        leaveOpen(from("direct:settle").routeId("settle"))
                .choice()
                .when(exchange -> isGivenUp(work(exchange)))
                .to(GIVE_UP)
                .otherwise()
                .process(body(Work.class, outcomes::succeeded));
        leaveOpen(from(GIVE_UP).routeId("give-up"))
                .process(body(Work.class, outcomes::failed))
                .process(body(Work.class, desk::lookAfter));
        leaveOpen(from("direct:reopen").routeId("reopen")).process(body(Task.Reopen.class, desk::reopen));
        leaveOpen(from("direct:farewell").routeId("farewell")).process(body(Task.Farewell.class, desk::sayFarewell));
        leaveOpen(from("direct:repair").routeId("repair")).process(body(Task.Repair.class, desk::repair));
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
                    .when(body().isInstanceOf(Task.Repair.class))
                    .to("direct:repair")
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
                .when(exchange -> work(exchange).is(Kind.SUBSCRIBE))
                .to("direct:subscribe")
                .when(exchange -> work(exchange).is(Kind.CHANGE))
                .to("direct:change")
                .when(exchange -> work(exchange).is(Kind.SUSPEND))
                .to("direct:suspend")
                .when(exchange -> work(exchange).is(Kind.RESUME))
                .to("direct:resume")
                .when(exchange -> work(exchange).is(Kind.BIND))
                .to("direct:bind")
                .when(exchange -> work(exchange).is(Kind.UNBIND))
                .to("direct:unbind")
                .otherwise()
                .to("direct:unsubscribe");
    }

    private void subscribe() {
        orElse("direct:take-back", "subscribe")
                .process(carryOut(steps.directory()))
                .process(carryOut(steps.database()))
                .process(carryOut(steps.instance()))
                .process(carryOut(steps.check()))
                .process(body(Work.class, outcomes::succeeded));
    }

    /** The old instance is gone as soon as the new one starts, so a change that fails has to open it again. */
    private void change() {
        orElse("direct:go-back", "change")
                .process(carryOut(steps.instance()))
                .process(carryOut(steps.check()))
                .process(body(Work.class, outcomes::succeeded));
        goOn("go-back").process(this::goBack).to(GIVE_UP);
    }

    private void goBack(Exchange exchange) {
        Work work = work(exchange);
        if (steps.instance().concerns(work)) {
            outcomes.begin(work);
            work.nowAt(steps.instance());
            steps.instance().goBack(work);
        }
    }

    /** What can't be shut is noted, and the rest is shut all the same. */
    private void suspend() {
        goOn("suspend")
                .process(carryOut(steps.suspendedInstance()))
                .process(carryOut(steps.suspendedDirectory()))
                .to("direct:settle");
    }

    /** The directory first: whoever finds the address open is let in by it. */
    private void resume() {
        orElse("direct:shut-again", "resume")
                .process(undo(steps.suspendedDirectory()))
                .process(undo(steps.suspendedInstance()))
                .process(body(Work.class, outcomes::succeeded));
        goOn("shut-again")
                .process(carryOut(steps.suspendedInstance()))
                .process(carryOut(steps.suspendedDirectory()))
                .to(GIVE_UP);
    }

    private void bind() {
        orElse("direct:let-go", "bind")
                .choice()
                .when(exchange -> !work(exchange).isUsable())
                .process(exchange -> work(exchange).abandoned(steps.program()))
                .to("direct:let-go")
                .otherwise()
                .process(carryOut(steps.program()))
                .process(body(Work.class, outcomes::succeeded));
        goOn("let-go").process(undo(steps.program())).to(GIVE_UP);
    }

    private void unbind() {
        goOn("unbind").process(undo(steps.program())).to("direct:settle");
    }

    /** Without an archive nothing is deleted: the subscription goes on leaving, whole, until its end is ordered again. */
    private void unsubscribe() {
        orElse(GIVE_UP, "unsubscribe").process(carryOut(steps.archive())).to("direct:take-back");
    }

    /** What can't be taken back is noted, and the rest is taken back all the same. */
    private void takeBack() {
        goOn("take-back")
                .process(undo(steps.check()))
                .process(undo(steps.instance()))
                .process(undo(steps.database()))
                .process(undo(steps.directory()))
                .to("direct:conclude");
    }

    /** Only what was looked at everywhere is certified. What was found, or couldn't be looked at, is left over. */
    private void conclude() {
        tryAgain(leaveOpen(from("direct:conclude").routeId("conclude")))
                .handled(true)
                .process(this::noteFailure)
                .process(this::noteLeftover)
                .to(GIVE_UP)
                .end()
                .choice()
                .when(exchange -> isGivenUp(work(exchange)))
                .to(GIVE_UP)
                .otherwise()
                .process(carryOut(steps.farewell()))
                .process(carryOut(steps.residue()))
                .process(this::completeDeparture)
                .process(body(Work.class, this::certify));
    }

    private void completeDeparture(Exchange exchange) {
        Work work = work(exchange);
        if (steps.farewell().concerns(work)) {
            outcomes.begin(work);
            work.nowAt(steps.farewell());
            steps.farewell().complete(work.tenant());
        }
    }

    private void certify(Work work) {
        outcomes.certified(work, steps.residue().targets(work), archives.ofLife(work.subscription()));
    }

    /** A route on which a step that stays failed is what failed: the work goes another way. */
    private ProcessorDefinition<?> orElse(String otherWay, String name) {
        return tryAgain(leaveOpen(from("direct:" + name).routeId(name)))
                .handled(true)
                .process(this::noteFailure)
                .to(otherWay)
                .end();
    }

    /** A route on which a step that stays failed leaves something, and the next step is taken all the same. */
    private ProcessorDefinition<?> goOn(String name) {
        return tryAgain(leaveOpen(from("direct:" + name).routeId(name)))
                .continued(true)
                .process(this::noteLeftover)
                .end();
    }

    private static boolean isGivenUp(Work work) {
        return work.failure().isPresent() || !work.leftovers().isEmpty();
    }

    private Processor carryOut(Step step) {
        return exchange -> {
            Work work = work(exchange);
            if (step.concerns(work)) {
                outcomes.begin(work);
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
                outcomes.begin(work);
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

    /** What couldn't be recorded is neither success nor failure: the pass ends here. So it does when another order took over. */
    private static ProcessorDefinition<?> leaveOpen(ProcessorDefinition<?> route) {
        route.onException(Superseded.class)
                .handled(true)
                .log(LoggingLevel.INFO, "${exception.message}")
                .end();
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
