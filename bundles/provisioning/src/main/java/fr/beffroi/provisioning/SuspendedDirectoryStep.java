package fr.beffroi.provisioning;

/** While a subscription is suspended, it has neither its group nor the entries of its instance and its programs in the directory. */
final class SuspendedDirectoryStep implements Step {
    static final String NAME = "directory-suspended";

    private final DirectoryStep open;
    private final Programs programs;

    SuspendedDirectoryStep(DirectoryStep open, Programs programs) {
        this.open = open;
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
        open.close(work);
    }

    /** A service that stands by the order alone has no group. */
    @Override
    public void undo(Work work) {
        if (work.stands(open)) {
            open.carryOut(work);
        }
        programs.openAll(work);
    }

    @Override
    public String failure() {
        return "L'annuaire n'a pas pu être rouvert";
    }

    @Override
    public String leftover(Work work) {
        return "à fermer : " + Sentences.group(work) + ", compte de son instance et de ses raccordements";
    }
}
