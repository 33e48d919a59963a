package fr.beffroi.provisioning;

import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.tenancy.Departures;
import fr.beffroi.tenancy.Directory;

/** A commune that leaves loses its branch of the directory, once nothing else of it stands. It is never given back. */
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

    /** With the one subscription that is just ending. */
    @Override
    public boolean concerns(Work work) {
        return departures.isLeaving(work.tenant())
                && broker.subscriptions(Outcomes.ROOM).stream()
                        .filter(one -> one.tenant().equals(work.tenant())
                                && !one.id().equals(work.subscription().id()))
                        .noneMatch(Subscription::stands);
    }

    /** Whether the commune is leaving and has nothing left. */
    boolean isDue(Insee tenant) {
        return departures.isLeaving(tenant)
                && broker.subscriptions(Outcomes.ROOM).stream()
                        .filter(one -> one.tenant().equals(tenant))
                        .noneMatch(Subscription::stands);
    }

    @Override
    public void carryOut(Work work) {
        closeBranch(work.tenant());
    }

    void closeBranch(Insee tenant) {
        directory.closeBranch(tenant);
        if (directory.hasBranch(tenant)) {
            throw new Refusal(Reason.UNAVAILABLE, "The directory still has the commune's branch after it was closed.");
        }
    }

    /** Its accounts, once everything was looked at; then the commune has left. */
    void complete(Insee tenant) {
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
        return leftover(work.tenant());
    }

    static String leftover(Insee tenant) {
        return "branche de la commune " + tenant + " dans l'annuaire";
    }
}
