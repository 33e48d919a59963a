package fr.beffroi.provisioning;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.tenancy.Directory;

/**
 * The commune's branch of the directory, the group of those who may use the service, and of a hosted one the entry by which its
 * instance logs in. The branch outlives the service; the entries of programs don't.
 */
final class DirectoryStep implements Step {
    static final String NAME = "directory";

    private final Directory directory;
    private final Programs programs;

    DirectoryStep(Directory directory, Programs programs) {
        this.directory = directory;
        this.programs = programs;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean concerns(Work work) {
        return true;
    }

    @Override
    public void carryOut(Work work) {
        directory.openGroup(work.tenant(), work.service());
        if (work.hosted()) {
            directory.openInstance(work.tenant(), work.service());
        }
    }

    /** Opens the instance's entry again where it should stand: the embedded directory forgets it, and so may a key. */
    void restoreInstance(Work work) {
        if (isLoggedInFor(work)) {
            directory.openInstance(work.tenant(), work.service());
        }
    }

    /** Whether the service has an instance whose entry should stand. */
    static boolean isLoggedInFor(Work work) {
        return work.hosted() && isOpen(work);
    }

    /** Whether the service's group should stand. */
    static boolean isOpen(Work work) {
        return work.operation().standing().contains(NAME) && !work.isSuspended();
    }

    @Override
    public void undo(Work work) {
        close(work);
    }

    /** Closes all that the service has in the branch. */
    void close(Work work) {
        directory.closeGroup(work.tenant(), work.service());
        if (directory.groups(work.tenant()).contains(work.service())) {
            throw new Refusal(Reason.UNAVAILABLE, "The directory still has the group after it was closed.");
        }
        if (work.hosted()) {
            directory.closeProgram(work.tenant(), Directory.instance(work.service()));
            if (hasInstance(work)) {
                throw new Refusal(Reason.UNAVAILABLE, "The directory still has the instance after it was closed.");
            }
        }
        programs.closeAll(work);
    }

    /** Whether the directory has the entry of the service's instance. */
    boolean hasInstance(Work work) {
        return directory.programs(work.tenant()).contains(Directory.instance(work.service()));
    }

    @Override
    public String failure() {
        return "L'annuaire n'a pas pu être préparé";
    }

    @Override
    public String leftover(Work work) {
        return Sentences.group(work) + ", compte de son instance ou de ses raccordements";
    }
}
