package fr.beffroi.tenancy.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.Journal;
import fr.beffroi.tenancy.Departures;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The end of a commune's stay, in the journal and in the tables; the directory follows. */
@Component(service = Departures.class)
public final class SqlDepartures implements Departures {
    private final Tables tables;
    private final Journal journal;

    @Activate
    public SqlDepartures(@Reference Tables tables, @Reference Journal journal) {
        this.tables = tables;
        this.journal = journal;
    }

    @Override
    public boolean isLeaving(Insee tenant) {
        return tables.read(sql -> tables.commune(sql, tenant))
                .filter(residence -> residence.state() != Residence.State.RESIDENT)
                .isPresent();
    }

    @Override
    public List<Insee> leaving() {
        return tables.read(tables::communes).stream()
                .filter(residence -> residence.state() == Residence.State.LEAVING)
                .map(residence -> residence.commune().insee())
                .toList();
    }

    @Override
    public void decide(Decisions decisions, Insee tenant) {
        Residence residence = tables.commune(decisions.sql(), tenant).orElseThrow(() -> noSuchCommune(tenant));
        if (residence.state() == Residence.State.RESIDENT) {
            decisions.record(new Decision.DepartureDecided(tenant));
        }
    }

    @Override
    public void complete(Insee tenant) {
        journal.decide(Actor.room("tenancy"), decisions -> {
            complete(decisions, tenant);
            return null;
        });
    }

    private void complete(Decisions decisions, Insee tenant) {
        Residence residence = tables.commune(decisions.sql(), tenant).orElseThrow(() -> noSuchCommune(tenant));
        switch (residence.state()) {
            case RESIDENT -> throw new IllegalStateException("Nobody decided that the commune " + tenant + " leaves.");
            case LEAVING -> {
                for (StoredAccount stored : tables.accounts(decisions.sql(), tenant)) {
                    tables.erase(decisions.sql(), stored.account().id());
                    decisions.record(
                            new Decision.AccountClosed(tenant, stored.account().id()));
                }
                decisions.record(new Decision.CommuneLeft(tenant));
            }
            case LEFT -> {
                // Repeated: everything has been done.
            }
        }
    }

    private static Refusal noSuchCommune(Insee tenant) {
        return new Refusal(Reason.NOT_FOUND, "There is no commune " + tenant + " in this house.");
    }
}
