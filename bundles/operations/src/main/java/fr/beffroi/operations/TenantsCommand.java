package fr.beffroi.operations;

import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

@Service
@Command(scope = "beffroi", name = "tenants", description = "Lists the communes of the house.")
public final class TenantsCommand implements Action {
    @Option(name = "--json", description = "For scripts.")
    private boolean json;

    @Reference
    private Communes communes;

    @Override
    public String execute() {
        Listing listing = new Listing("insee", "name", "siren", "population", "accounts");
        for (Commune commune : communes.all()) {
            listing.row(
                    commune.insee(),
                    commune.name(),
                    commune.siren(),
                    commune.population(),
                    communes.accounts(commune.insee()).size());
        }
        return listing.text(json);
    }
}
