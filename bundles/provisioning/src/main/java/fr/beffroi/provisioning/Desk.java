package fr.beffroi.provisioning;

import fr.beffroi.api.Operation;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done to a task besides carrying operations out. Safe for use by many threads. */
final class Desk {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

    private final Lanes lanes;
    private final Works works;
    private final Steps steps;
    private final Reopenings reopenings;
    private final Outcomes outcomes;

    Desk(Lanes lanes, Works works, Steps steps, Reopenings reopenings, Outcomes outcomes) {
        this.lanes = lanes;
        this.works = works;
        this.steps = steps;
        this.reopenings = reopenings;
        this.outcomes = outcomes;
    }

    void takeUp(Task task) {
        lanes.takenUp(task);
        outcomes.requireOpen();
    }

    /** Opens an instance again that the journal says stands. One attempt; the next round makes another. */
    void reopen(Task.Reopen task) {
        if (!reopenings.isClosed(task)) {
            return;
        }
        Optional<Work> found = works.find(task.subscription()).filter(work -> work.stands(steps.instance()));
        if (found.isEmpty()) {
            reopenings.succeeded(task);
            return;
        }
        Work work = found.get();
        try {
            steps.instance().carryOut(work);
            if (!isBeingEnded(work)) {
                steps.check().carryOut(work);
            }
            reopenings.succeeded(task);
        } catch (RuntimeException cause) {
            outcomes.requireOpen();
            reopenings.failed(task, work.service(), cause);
        }
    }

    /** Its archive may be written already: what somebody published now would be in none. */
    private static boolean isBeingEnded(Work work) {
        return work.operation().kind() == Operation.Kind.UNSUBSCRIBE
                && work.operation().state() == Operation.State.IN_PROGRESS;
    }

    /** Ends the stay of a commune that leaves without a subscription to end. One attempt; the next round makes another. */
    void sayFarewell(Task.Farewell task) {
        try {
            if (steps.farewell().isDue(task.tenant(), "")) {
                steps.farewell().sayFarewell(task.tenant());
                LOG.info("the commune {} has left", task.tenant());
            }
        } catch (RuntimeException cause) {
            outcomes.requireOpen();
            LOG.warn("the accounts of {} can't be closed yet: {}", task.tenant(), cause.getMessage(), cause);
        }
    }
}
