package fr.beffroi.provisioning;

import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.tenancy.Departures;
import fr.beffroi.tenancy.Directory;

/** The last step of a commune that leaves: its accounts, once nothing else of it stands. It is never taken back. */
final class FarewellStep implements Step {
    private final Broker broker;
    private final Departures departures;
    private final Directory directory;

    FarewellStep(Broker broker, Departures departures, Directory directory) {
        this.broker = broker;
        this.departures = departures;
        this.directory = directory;
    }

    @Override
    public String name() {
        return "farewell";
    }

    @Override
    public boolean concerns(Work work) {
        return isDue(work.tenant(), work.subscription().id());
    }

    /** Whether the commune is leaving and has nothing left, but for the one subscription that is just ending. */
    boolean isDue(Insee tenant, String ending) {
        return departures.isLeaving(tenant)
                && broker.subscriptions(Outcomes.ROOM).stream()
                        .filter(one -> one.tenant().equals(tenant) && !one.id().equals(ending))
                        .noneMatch(FarewellStep::stands);
    }

    @Override
    public void carryOut(Work work) {
        sayFarewell(work.tenant());
    }

    void sayFarewell(Insee tenant) {
        directory.closeBranch(tenant);
        if (directory.hasBranch(tenant)) {
            throw new Refusal(Reason.UNAVAILABLE, "The directory still has the commune's branch after it was closed.");
        }
        departures.complete(tenant);
    }

    @Override
    public void undo(Work work) {
        throw new UnsupportedOperationException("nobody comes back by an undo");
    }

    @Override
    public String failure() {
        return "Les comptes de la commune n'ont pas pu être clos";
    }

    @Override
    public String leftover(Work work) {
        return "branche de la commune " + work.tenant() + " dans l'annuaire";
    }

    private static boolean stands(Subscription subscription) {
        return switch (subscription.state()) {
            case PROVISIONING, ACTIVE, LEAVING -> true;
            case FAILED -> !subscription.operation().leftovers().isEmpty();
            case CLOSED -> false;
        };
    }
}
