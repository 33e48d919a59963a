package fr.beffroi.operations;

import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

@Service
@Command(scope = "beffroi", name = "instances", description = "Lists the instances that run in this process.")
public final class InstancesCommand implements Action {
    @Option(name = "--json", description = "For scripts.")
    private boolean json;

    @Reference
    private Hosting hosting;

    @Override
    public String execute() {
        Listing listing = new Listing("insee", "service", "version", "serving", "health", "address");
        Health health = Health.of(hosting);
        for (Instance instance : hosting.instances()) {
            listing.row(
                    instance.tenant(),
                    instance.service(),
                    instance.version(),
                    instance.serving(),
                    // What doesn't serve isn't asked.
                    health.reason(instance).orElse(instance.serving() ? "good" : "-"),
                    "/t/" + instance.tenant() + "/" + instance.service() + "/");
        }
        return listing.text(json);
    }
}
