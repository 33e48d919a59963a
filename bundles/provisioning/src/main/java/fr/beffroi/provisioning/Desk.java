package fr.beffroi.provisioning;

import fr.beffroi.api.Insee;
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
    private final Programs programs;
    private final Reopenings reopenings;
    private final Leftovers leftovers;
    private final Comparison comparison;
    private final Outcomes outcomes;

    Desk(
            Lanes lanes,
            Works works,
            Steps steps,
            Programs programs,
            Reopenings reopenings,
            Leftovers leftovers,
            Comparison comparison,
            Outcomes outcomes) {
        this.lanes = lanes;
        this.works = works;
        this.steps = steps;
        this.programs = programs;
        this.reopenings = reopenings;
        this.leftovers = leftovers;
        this.comparison = comparison;
        this.outcomes = outcomes;
    }

    void takeUp(Task task) {
        lanes.takenUp(task);
        outcomes.requireOpen();
    }

    /** Puts what the register says in its place again. One attempt; the next round makes another. */
    void reopen(Task.Reopen task) {
        if (!reopenings.isClosed(task)) {
            return;
        }
        Optional<Work> found = works.find(task.subscription());
        try {
            if (found.isPresent()) {
                restore(found.get());
            }
            reopenings.succeeded(task);
        } catch (NotRecorded unknown) {
            throw unknown;
        } catch (RuntimeException cause) {
            outcomes.requireOpen();
            reopenings.failed(task, found.orElseThrow().service(), cause);
        }
    }

    /** The directory first, which an instance may ask as it starts; but one that doesn't answer keeps no instance shut. */
    private void restore(Work work) {
        try {
            steps.directory().restoreInstance(work);
            if (work.isUsable() && Programs.givesDirectory(work)) {
                programs.openAll(work);
            }
        } finally {
            steps.instance().bringBack(work);
        }
    }

    /**
     * After an operation failed: the instance of a change that couldn't go back, or of an end whose archive couldn't be written, is
     * put as the register now says, when this lane's next turn comes.
     */
    void lookAfter(Work work) {
        if (work.binding().isEmpty() && !work.is(Operation.Kind.SUBSCRIBE)) {
            Task.Reopen task =
                    new Task.Reopen(work.tenant(), work.subscription().id());
            reopenings.expectAlso(task);
            lanes.send(task);
        }
    }

    /** Ends the stay of a commune that leaves without a subscription to end. One attempt; the next round makes another. */
    void sayFarewell(Task.Farewell task) {
        Insee tenant = task.tenant();
        try {
            if (steps.farewell().isDue(tenant)) {
                steps.farewell().closeBranch(tenant);
                steps.farewell().complete(tenant);
                leftovers.gone(tenant);
                LOG.info("the commune {} has left", tenant);
            }
        } catch (RuntimeException cause) {
            outcomes.requireOpen();
            leftovers.stays(tenant, FarewellStep.leftover(tenant) + " (" + Sentences.reason(cause) + ")");
            LOG.warn("the accounts of {} can't be closed yet: {}", tenant, cause.getMessage(), cause);
        }
    }

    /** Mends what still differs now that nothing else of the commune is being worked on. */
    void repair(Task.Repair task) {
        for (Drift drift : comparison.of(Optional.of(task.tenant())).drifts()) {
            if (drift.remedy().isPresent()) {
                repair(task, drift);
            }
        }
    }

    private void repair(Task.Repair task, Drift drift) {
        try {
            drift.remedy().get().run();
            outcomes.repaired(task.by(), drift.repaired());
            LOG.info("repaired for {}: {}", task.by().id(), drift.finding().sentence());
        } catch (RuntimeException cause) {
            outcomes.requireOpen();
            LOG.warn("not repaired: {}", drift.finding().sentence(), cause);
        }
    }
}
