package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Subscription;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

@Service
@Command(scope = "beffroi", name = "residues", description = "Lists what operations could not undo or finish.")
public final class ResiduesCommand implements Action {
    @Option(name = "--json", description = "For scripts.")
    private boolean json;

    @Reference
    private Broker broker;

    @Override
    public String execute() {
        Listing listing = new Listing("insee", "residue", "operation", "since", "subscription");
        for (Subscription one : broker.subscriptions(Actor.room("operations"))) {
            for (String residue : one.operation().leftovers()) {
                listing.row(
                        one.tenant(),
                        residue,
                        one.operation().kind().name().toLowerCase(Locale.ROOT),
                        one.operation().endedAt().orElse(one.operation().startedAt()),
                        one.id());
            }
        }
        return listing.text(json);
    }
}
