package fr.beffroi.provisioning;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Hosting;

/** While a subscription is suspended, its instance runs, for its data to be archived, but its address is shut. */
final class SuspendedInstanceStep implements Step {
    static final String NAME = "instance-suspended";

    private final Hosting hosting;
    private final InstanceStep instance;

    SuspendedInstanceStep(Hosting hosting, InstanceStep instance) {
        this.hosting = hosting;
        this.instance = instance;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean concerns(Work work) {
        return work.hosted();
    }

    /** An instance that doesn't run lets nobody in; when it is opened again, it is opened suspended. */
    @Override
    public void carryOut(Work work) {
        if (instance.isOpen(work)) {
            hosting.suspend(work.tenant(), work.service());
            if (instance.isServing(work)) {
                throw new Refusal(Reason.UNAVAILABLE, "The instance still answers after it was suspended.");
            }
        }
    }

    @Override
    public void undo(Work work) {
        instance.carryOut(work);
        hosting.check(work.tenant(), work.service());
    }

    @Override
    public String failure() {
        return "L'instance n'a pas pu être rouverte";
    }

    @Override
    public String leftover(Work work) {
        return "à fermer : adresse de " + work.address();
    }
}
