package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Operation;
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

    @Reference
    private Bindings bindings;

    @Override
    public String execute() {
        Actor self = Actor.room("operations");
        Listing listing = new Listing("insee", "residue", "operation", "since", "subscription", "binding");
        for (Subscription one : broker.subscriptions(self)) {
            list(listing, one.tenant(), one.operation());
        }
        for (Binding one : bindings.unfinished(self)) {
            list(listing, one.tenant(), one.operation());
        }
        return listing.text(json);
    }

    private static void list(Listing listing, Insee tenant, Operation operation) {
        for (String residue : operation.leftovers()) {
            listing.row(
                    tenant,
                    residue,
                    operation.kind().name().toLowerCase(Locale.ROOT),
                    operation.endedAt().orElse(operation.startedAt()),
                    operation.subscription(),
                    operation.binding().orElse("-"));
        }
    }
}
