package fr.beffroi.provisioning;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.store.TenantDatabases.TenantDatabase;

/** The database of a hosted instance. */
final class DatabaseStep implements Step {
    private final TenantDatabases databases;

    DatabaseStep(TenantDatabases databases) {
        this.databases = databases;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public boolean concerns(Work work) {
        return work.hosted() || work.stands(this);
    }

    @Override
    public void carryOut(Work work) {
        databases.create(work.tenant(), work.service());
    }

    @Override
    public void undo(Work work) {
        databases.drop(work.tenant(), work.service());
        if (databases.list().contains(new TenantDatabase(work.tenant(), work.service()))) {
            throw new Refusal(Reason.UNAVAILABLE, "The database still stands after it was dropped.");
        }
    }

    @Override
    public String failure() {
        return "La base de données n'a pas pu être préparée";
    }

    @Override
    public String leftover(Work work) {
        return "base de données de " + work.address();
    }
}
