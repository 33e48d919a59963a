package fr.beffroi.provisioning;

import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription.Wanted;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.tenancy.Directory;
import java.util.Optional;

/** The running instance of a hosted offering, with its folder of files. */
final class InstanceStep implements Step {
    static final String NAME = "instance";

    private final Hosting hosting;
    private final TenantDatabases databases;
    private final Directory directory;

    InstanceStep(Hosting hosting, TenantDatabases databases, Directory directory) {
        this.hosting = hosting;
        this.databases = databases;
        this.directory = directory;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean concerns(Work work) {
        return work.hosted() || work.stands(this);
    }

    /** Opens it as it holds, or during a change as it is wanted. */
    @Override
    public void carryOut(Work work) {
        hosting.open(blueprint(work, work.aim()));
    }

    /** After a change that failed: the version and the parameters from before it. */
    void goBack(Work work) {
        hosting.open(blueprint(work, work.held()));
        hosting.check(work.tenant(), work.service());
    }

    /** Puts it as the register says, whatever it is like; see {@link Work#stance}. */
    void restore(Work work) {
        switch (work.stance()) {
            case NONE -> {
                // The operation that is under way sees to it, or there is none.
            }
            case SHUT -> {
                carryOut(work);
                hosting.suspend(work.tenant(), work.service());
            }
            case SERVING -> {
                carryOut(work);
                hosting.check(work.tenant(), work.service());
            }
        }
    }

    /** Puts it as the register says, after a start of the house or a failed operation: where instances are parked, parked. */
    void bringBack(Work work) {
        if (work.stance() == Work.Stance.SERVING) {
            hosting.place(blueprint(work, work.aim()));
        } else {
            restore(work);
        }
    }

    /** Whether this is the instance that the register says. */
    boolean agrees(Work work, Instance instance) {
        return instance.version().equals(version(work, work.held()))
                && instance.parameters().equals(work.held().parameters());
    }

    private Blueprint blueprint(Work work, Wanted wanted) {
        return new Blueprint(
                work.commune(),
                work.offering(),
                version(work, wanted),
                wanted.parameters(),
                databases.open(work.tenant(), work.service()),
                directory.view(work.tenant(), work.service()));
    }

    /** Subscriptions from before versions were recorded run the one that the offering names. */
    private static String version(Work work, Wanted wanted) {
        HostedBundle bundle = work.offering().hosted().orElseThrow();
        return wanted.version().orElse(bundle.version());
    }

    @Override
    public void undo(Work work) {
        hosting.close(work.tenant(), work.service());
        hosting.dropFiles(work.tenant(), work.service());
        if (isOpen(work) || hosting.filesFolders().contains(work.address())) {
            throw new Refusal(Reason.UNAVAILABLE, "The instance or its files still stand after they were removed.");
        }
    }

    boolean isOpen(Work work) {
        return find(work).isPresent();
    }

    boolean isServing(Work work) {
        return find(work).filter(Instance::serving).isPresent();
    }

    private Optional<Instance> find(Work work) {
        return hosting.instances().stream()
                .filter(instance -> instance.tenant().equals(work.tenant())
                        && instance.service().equals(work.service()))
                .findFirst();
    }

    @Override
    public String failure() {
        return "L'instance n'a pas pu être démarrée";
    }

    @Override
    public String leftover(Work work) {
        return work.is(Operation.Kind.CHANGE)
                ? "instance de " + work.address() + ", à rouvrir telle qu'elle était avant la modification"
                : "instance ou fichiers de " + work.address();
    }
}
