package fr.beffroi.provisioning;

import fr.beffroi.hosting.Hosting;

/** Asks the instance itself whether it can work; its address answers from then on. */
final class CheckStep implements Step {
    static final String NAME = "check";

    private final Hosting hosting;

    CheckStep(Hosting hosting) {
        this.hosting = hosting;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean concerns(Work work) {
        return work.hosted() || work.stands(this);
    }

    @Override
    public void carryOut(Work work) {
        hosting.check(work.tenant(), work.service());
    }

    /** A check makes nothing, so there is nothing to take back. */
    @Override
    public void undo(Work work) {}

    @Override
    public String failure() {
        return "L'instance démarrée ne fonctionne pas";
    }
}
