package fr.beffroi.provisioning;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.store.TenantDatabases.TenantDatabase;
import fr.beffroi.tenancy.Directory;
import java.util.ArrayList;
import java.util.List;

/**
 * A look at every place where something of a subscription could be, after all of it was deleted. What a step says that it took back
 * isn't believed here.
 */
final class ResidueStep implements Step {
    private final Directory directory;
    private final DirectoryStep branch;
    private final Programs programs;
    private final TenantDatabases databases;
    private final Hosting hosting;
    private final InstanceStep instance;
    private final FarewellStep farewell;

    ResidueStep(
            Directory directory,
            DirectoryStep branch,
            Programs programs,
            TenantDatabases databases,
            Hosting hosting,
            InstanceStep instance,
            FarewellStep farewell) {
        this.directory = directory;
        this.branch = branch;
        this.programs = programs;
        this.databases = databases;
        this.hosting = hosting;
        this.instance = instance;
        this.farewell = farewell;
    }

    @Override
    public String name() {
        return "residue";
    }

    @Override
    public boolean concerns(Work work) {
        return true;
    }

    /** @throws Refusal {@link Reason#UNAVAILABLE} with what was found, or because a place doesn't answer */
    @Override
    public void carryOut(Work work) {
        List<String> found = new ArrayList<>();
        if (directory.groups(work.tenant()).contains(work.service())) {
            found.add(Sentences.group(work));
        }
        if (branch.hasInstance(work)) {
            found.add("compte de l'instance dans l'annuaire");
        }
        programs.standing(work).forEach(credential -> found.add("compte « " + credential + " » dans l'annuaire"));
        if (databases.list().contains(new TenantDatabase(work.tenant(), work.service()))) {
            found.add("base de données");
        }
        if (instance.isOpen(work)) {
            found.add("instance");
        }
        if (hosting.filesFolders().contains(work.address())) {
            found.add("fichiers");
        }
        programs.inForce(work).forEach(binding -> found.add("raccordement « " + binding + " » encore accepté"));
        if (farewell.concerns(work) && directory.hasBranch(work.tenant())) {
            found.add(farewell.leftover(work));
        }
        if (!found.isEmpty()) {
            throw new Refusal(Reason.UNAVAILABLE, String.join(", ", found));
        }
    }

    /** What was looked at, for the certificate: the place, and the name by which one would find it there. */
    List<String> targets(Work work) {
        List<String> targets = new ArrayList<>(List.of(
                "directory " + work.address(),
                "programs " + work.address(),
                "database " + work.address(),
                "instance " + work.address(),
                "files " + work.address(),
                "credentials " + work.address()));
        if (farewell.concerns(work)) {
            targets.add("branch " + work.tenant());
        }
        return targets;
    }

    @Override
    public void undo(Work work) {
        throw new UnsupportedOperationException("a look makes nothing");
    }

    @Override
    public String failure() {
        return "La suppression n'a pas pu être vérifiée, ou quelque chose subsiste";
    }

    @Override
    public String leftover(Work work) {
        return "vérification de la suppression de " + work.address();
    }
}
