package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Service
@Command(
        scope = "beffroi",
        name = "instances",
        description = "Lists the instances in this process, running or parked; --restart makes one anew.")
public final class InstancesCommand implements Action {
    private static final Logger LOG = LoggerFactory.getLogger(InstancesCommand.class);

    @Option(name = "--json", description = "For scripts.")
    private boolean json;

    @Option(
            name = "--restart",
            description = "Makes this one anew, such as 30189/actes, while its neighbours serve; its data stay.")
    private String address;

    @Reference
    private Hosting hosting;

    @Reference
    private Session session;

    /** @throws Refusal of {@link Hosting#restart}, or because what was given is no address */
    @Override
    public String execute() {
        return address == null ? list() : restart();
    }

    private String restart() {
        Actor caller = OneCommandSession.caller(session);
        caller.require(Role.STAFF);
        String[] parts = address.split("/", -1);
        if (parts.length != 2) {
            throw Refusal.invalid("An INSEE code and a service are expected, such as 30189/actes.");
        }
        LOG.info("{} is restarted because {} wants it so", address, caller.id());
        hosting.restart(new Insee(parts[0]), parts[1]);
        return address + " was made anew.\n";
    }

    private String list() {
        Listing listing = new Listing("insee", "service", "version", "serving", "state", "health", "address");
        Health health = Health.of(hosting);
        for (Instance instance : hosting.instances()) {
            listing.row(
                    instance.tenant(),
                    instance.service(),
                    instance.version(),
                    instance.serving(),
                    Metrics.lower(instance.state()),
                    // What doesn't serve isn't asked.
                    health.reason(instance).orElse(instance.serving() ? "good" : "-"),
                    "/t/" + instance.tenant() + "/" + instance.service() + "/");
        }
        return listing.text(json);
    }
}
