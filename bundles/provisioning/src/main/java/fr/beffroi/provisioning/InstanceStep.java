package fr.beffroi.provisioning;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.store.TenantDatabases;

/** The running instance of a hosted offering, with its folder of files. */
final class InstanceStep implements Step {
    static final String NAME = "instance";

    private final Hosting hosting;
    private final TenantDatabases databases;

    InstanceStep(Hosting hosting, TenantDatabases databases) {
        this.hosting = hosting;
        this.databases = databases;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean concerns(Work work) {
        return work.hosted();
    }

    @Override
    public void carryOut(Work work) {
        hosting.open(new Blueprint(work.commune(), work.offering(), databases.open(work.tenant(), work.service())));
    }

    @Override
    public void undo(Work work) {
        hosting.close(work.tenant(), work.service());
        hosting.dropFiles(work.tenant(), work.service());
        if (isOpen(work) || hosting.filesFolders().contains(work.tenant() + "/" + work.service())) {
            throw new Refusal(Reason.UNAVAILABLE, "The instance or its files still stand after they were removed.");
        }
    }

    boolean isOpen(Work work) {
        return hosting.instances().stream()
                .anyMatch(instance -> instance.tenant().equals(work.tenant())
                        && instance.service().equals(work.service()));
    }

    @Override
    public String failure() {
        return "L'instance n'a pas pu être démarrée";
    }

    @Override
    public String leftover(Work work) {
        return "instance ou fichiers de " + work.tenant() + "/" + work.service();
    }
}
