package fr.beffroi.provisioning;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Rollout;
import fr.beffroi.api.Rollouts;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.ArchiveKept;
import fr.beffroi.api.decision.Decision.DeletionCertified;
import fr.beffroi.api.decision.Decision.OperationFailed;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.StepDone;
import fr.beffroi.api.decision.Decision.StepUndone;
import fr.beffroi.journal.Journal;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what was carried out into the journal: of an operation that is under way, and nothing at all once the house is closing. Safe
 * for use by many threads.
 */
final class Outcomes {
    static final Actor ROOM = Actor.room("provisioning");
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    private final Journal journal;
    private final Works works;
    private volatile boolean closing;

    Outcomes(Journal journal, Works works) {
        this.journal = journal;
        this.works = works;
    }

    /** From now on nothing is recorded: what fails because its neighbours are going away is no failure. */
    void close() {
        closing = true;
    }

    /**
     * Asked before each task.
     *
     * @throws NotRecorded when nothing of it could be recorded any more
     */
    void requireOpen() {
        if (closing) {
            throw new NotRecorded("the house is closing; this goes on after the next start", null);
        }
    }

    /**
     * Asked before each thing that is done. What was done before it is written down first, so that whoever takes the operation up
     * after a stop knows it.
     *
     * @throws NotRecorded when it couldn't be recorded any more
     * @throws Superseded when the operation is no longer under way
     */
    void begin(Work work) {
        requireOpen();
        if (!work.news().isEmpty()) {
            record(work);
        } else if (!works.isUnderWay(work)) {
            throw new Superseded(work);
        }
    }

    /** Written down with what comes next: the next step's beginning or, when this was the last, the operation's end. */
    void done(Work work, Step step) {
        if (work.isNews(step)) {
            work.news().add(new StepDone(id(work), operation(work), work.tenant(), step.name()));
            work.stood(step);
        }
    }

    /** Written down like what is done. */
    void undone(Work work, Step step) {
        if (work.stands(step)) {
            work.news().add(new StepUndone(id(work), operation(work), work.tenant(), step.name()));
            work.fell(step);
        }
    }

    void archived(Work work, ArchiveWriter.Written archive) {
        record(
                work,
                new ArchiveKept(
                        id(work), operation(work), work.tenant(), archive.file(), archive.bytes(), archive.sha256()));
    }

    void succeeded(Work work) {
        record(work, success(work));
        LOG.info("{} succeeded", work);
    }

    /** An end has succeeded when it is certified, and the other way round: one isn't recorded without the other. */
    void certified(Work work, List<String> targets, Optional<String> archive) {
        record(work, new DeletionCertified(id(work), operation(work), work.tenant(), targets, archive), success(work));
        LOG.info("{} succeeded; nothing was found in {}", work, targets);
    }

    /** The operation is given up, for what failed first, or else for what it leaves. */
    void failed(Work work) {
        Work.Failure failure = work.failure().orElseGet(() -> new Work.Failure("undo", Sentences.UNDONE_IN_PART));
        record(
                work,
                new OperationFailed(
                        id(work),
                        operation(work),
                        work.tenant(),
                        failure.step(),
                        failure.sentence(),
                        work.leftovers()));
        LOG.warn("{} failed at {}: {} Left: {}", work, failure.step(), failure.sentence(), work.leftovers());
    }

    /** What an inspection found was mended, because somebody asked for it. */
    void repaired(Actor by, Decision.DriftRepaired repaired) {
        requireOpen();
        journal.decide(by, decisions -> decisions.record(repaired));
    }

    /** How a rollout goes on, unless somebody has decided otherwise since it was seen so. */
    void turned(Rollouts rollouts, Rollout seen, Decision turn) {
        requireOpen();
        journal.decide(ROOM, decisions -> {
            if (rollouts.rollouts(ROOM).contains(seen)) {
                decisions.record(turn);
            }
            return null;
        });
    }

    /**
     * The question whether the operation is under way is asked within the decision: nobody decides at the same moment, so the answer
     * holds when the entry is written.
     */
    private void record(Work work, Decision... outcome) {
        requireOpen();
        try {
            journal.decide(ROOM, decisions -> {
                if (!works.isUnderWay(work)) {
                    throw new Superseded(work);
                }
                work.news().forEach(decisions::record);
                for (Decision decision : outcome) {
                    decisions.record(decision);
                }
                return null;
            });
            work.news().clear();
        } catch (Superseded given) {
            throw given;
        } catch (RuntimeException cause) {
            throw new NotRecorded("the journal doesn't take entries", cause);
        }
    }

    private static OperationSucceeded success(Work work) {
        return new OperationSucceeded(id(work), operation(work), work.tenant());
    }

    private static String id(Work work) {
        return work.subscription().id();
    }

    private static String operation(Work work) {
        return work.operation().id();
    }
}
