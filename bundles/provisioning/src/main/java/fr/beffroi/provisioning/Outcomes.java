package fr.beffroi.provisioning;

import fr.beffroi.api.Actor;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.ArchiveKept;
import fr.beffroi.api.decision.Decision.OperationFailed;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.StepDone;
import fr.beffroi.api.decision.Decision.StepUndone;
import fr.beffroi.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what was carried out into the journal. Nothing at all once the house is closing. Safe for use by many threads. */
final class Outcomes {
    static final Actor ROOM = Actor.room("provisioning");
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    private final Journal journal;
    private volatile boolean closing;

    Outcomes(Journal journal) {
        this.journal = journal;
    }

    /** From now on nothing is recorded: what fails because its neighbours are going away is no failure. */
    void close() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /**
     * Asked before each thing that is done.
     *
     * @throws NotRecorded when it couldn't be recorded any more
     */
    void requireOpen() {
        if (closing) {
            throw new NotRecorded("the house is closing; this goes on after the next start", null);
        }
    }

    void done(Work work, Step step) {
        if (!work.stands(step)) {
            record(new StepDone(id(work), operation(work), work.tenant(), step.name()));
            work.stood(step);
        }
    }

    void undone(Work work, Step step) {
        if (work.stands(step)) {
            record(new StepUndone(id(work), operation(work), work.tenant(), step.name()));
            work.fell(step);
        }
    }

    void archived(Work work, ArchiveWriter.Written archive) {
        record(new ArchiveKept(
                id(work), operation(work), work.tenant(), archive.file(), archive.bytes(), archive.sha256()));
    }

    void succeeded(Work work) {
        record(new OperationSucceeded(id(work), operation(work), work.tenant()));
        LOG.info("{} succeeded", work);
    }

    /** The operation is given up, for what failed first, or else for what it leaves. */
    void failed(Work work) {
        Work.Failure failure = work.failure()
                .orElseGet(
                        () -> new Work.Failure("undo", "Tout n'a pas pu être supprimé ; l'exploitation est prévenue"));
        record(new OperationFailed(
                id(work), operation(work), work.tenant(), failure.step(), failure.sentence(), work.leftovers()));
        LOG.warn("{} failed at {}: {} Left: {}", work, failure.step(), failure.sentence(), work.leftovers());
    }

    private void record(Decision decision) {
        requireOpen();
        try {
            journal.decide(ROOM, decisions -> decisions.record(decision));
        } catch (RuntimeException cause) {
            throw new NotRecorded("the journal doesn't take entries", cause);
        }
    }

    private static String id(Work work) {
        return work.subscription().id();
    }

    private static String operation(Work work) {
        return work.operation().id();
    }
}
