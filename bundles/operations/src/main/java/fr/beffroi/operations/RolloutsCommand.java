package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Rollout;
import fr.beffroi.api.Rollouts;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

@Service
@Command(
        scope = "beffroi",
        name = "rollouts",
        description = "Lists the upgrades in stages: how far each is, and why it was halted.")
public final class RolloutsCommand implements Action {
    /** Communes of a stage that are named; the others are counted. */
    private static final int MOST_NAMED = 5;

    @Option(name = "--json", description = "For scripts.")
    private boolean json;

    @Reference
    private Rollouts rollouts;

    @Reference
    private Broker broker;

    @Override
    public String execute() {
        List<Offering> catalogue = broker.catalogue();
        Listing listing =
                new Listing("service", "version", "state", "stage", "communes of the stage", "since", "id", "why");
        for (Rollout one : rollouts.rollouts(Actor.room("operations"))) {
            listing.row(
                    name(catalogue, one.offering()),
                    one.version(),
                    Metrics.lower(one.state()),
                    (one.stage() + 1) + " of " + one.stages().size(),
                    communes(one.members()),
                    one.since(),
                    one.id(),
                    one.sentence().orElse("-"));
        }
        return listing.text(json);
    }

    private static String communes(List<Rollout.Member> members) {
        String named = members.stream()
                .limit(MOST_NAMED)
                .map(Rollout.Member::commune)
                .map(Insee::code)
                .collect(Collectors.joining(" "));
        return members.size() > MOST_NAMED ? named + " and " + (members.size() - MOST_NAMED) + " more" : named;
    }

    private static String name(List<Offering> catalogue, String id) {
        return catalogue.stream()
                .filter(offering -> offering.id().equals(id))
                .map(Offering::name)
                .findFirst()
                .orElse(id);
    }
}
