package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Subscription;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

@Service
@Command(scope = "beffroi", name = "subscriptions", description = "Lists the subscriptions, those that have ended too.")
public final class SubscriptionsCommand implements Action {
    @Option(name = "--tenant", description = "INSEE code of the commune; all when left out.")
    private String tenant;

    @Option(name = "--json", description = "For scripts.")
    private boolean json;

    @Reference
    private Broker broker;

    @Override
    public String execute() {
        Insee wanted = tenant == null ? null : new Insee(tenant);
        List<Offering> catalogue = broker.catalogue();
        Listing listing = new Listing(
                "insee",
                "service",
                "state",
                "version",
                "last operation",
                "took (s)",
                "ordered",
                "id",
                "what happened last");
        for (Subscription one : broker.subscriptions(Actor.room("operations"))) {
            if (wanted == null || one.tenant().equals(wanted)) {
                listing.row(
                        one.tenant(),
                        name(catalogue, one.offering()),
                        state(one),
                        one.version().orElse("-"),
                        lower(one.operation().kind()) + " "
                                + lower(one.operation().state()),
                        one.operation()
                                .took()
                                .map(SubscriptionsCommand::seconds)
                                .orElse("-"),
                        one.orderedAt(),
                        one.id(),
                        one.operation().description());
            }
        }
        return listing.text(json);
    }

    /** With what it waits for, or until when. */
    private String state(Subscription one) {
        String state = lower(one.state());
        if (!one.awaited().isEmpty()) {
            return state + ": " + String.join(" ", one.awaited());
        }
        if (!one.isUnderNotice()) {
            return state;
        }
        Instant end = one.endsAt().orElseThrow();
        return state + ", notice until " + (json ? end : Listing.shown(end));
    }

    /** To the millisecond. */
    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).toPlainString();
    }

    private static String name(List<Offering> catalogue, String id) {
        return catalogue.stream()
                .filter(offering -> offering.id().equals(id))
                .map(Offering::name)
                .findFirst()
                .orElse(id);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
