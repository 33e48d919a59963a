package fr.beffroi.provisioning;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.tenancy.Directory;

/**
 * The commune's branch of the directory, and the group of those who may use the service. The branch outlives the service; the entries
 * of programs don't.
 */
final class DirectoryStep implements Step {
    private final Directory directory;
    private final Programs programs;

    DirectoryStep(Directory directory, Programs programs) {
        this.directory = directory;
        this.programs = programs;
    }

    @Override
    public String name() {
        return "directory";
    }

    @Override
    public boolean concerns(Work work) {
        return true;
    }

    @Override
    public void carryOut(Work work) {
        directory.openGroup(work.tenant(), work.service());
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
        programs.closeAll(work);
    }

    @Override
    public String failure() {
        return "L'annuaire n'a pas pu être préparé";
    }

    @Override
    public String leftover(Work work) {
        return Sentences.group(work) + " ou comptes de ses raccordements";
    }
}
