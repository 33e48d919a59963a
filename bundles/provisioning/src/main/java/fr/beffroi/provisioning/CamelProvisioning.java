package fr.beffroi.provisioning;

import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Readiness;
import fr.beffroi.api.decision.Decision.DepartureDecided;
import fr.beffroi.api.decision.Decision.EndOrdered;
import fr.beffroi.api.decision.Decision.SubscriptionOrdered;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.tenancy.Departures;
import fr.beffroi.tenancy.Directory;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Puts the room together: the journal's follower in front, the lanes, the routes, the steps behind. */
@Component(service = Readiness.class, immediate = true, configurationPid = "fr.beffroi.provisioning")
@Designate(ocd = Settings.class)
public final class CamelProvisioning implements Readiness {
    private final Outcomes outcomes;
    private final Reopenings reopenings = new Reopenings();
    private final Lanes lanes;
    private final DefaultCamelContext camel = new DefaultCamelContext(false);
    private final Journal.Attachment follower;

    @Activate
    public CamelProvisioning(
            @Reference Journal journal,
            @Reference Broker broker,
            @Reference Communes communes,
            @Reference Departures departures,
            @Reference Directory directory,
            @Reference TenantDatabases databases,
            @Reference Hosting hosting,
            @Reference JournaledArchives archives,
            Settings settings) {
        outcomes = new Outcomes(journal);
        DirectoryStep directoryStep = new DirectoryStep(directory);
        InstanceStep instance = new InstanceStep(hosting, databases);
        CheckStep check = new CheckStep(hosting);
        Steps steps = new Steps(
                directoryStep,
                new DatabaseStep(databases),
                instance,
                check,
                new ArchiveStep(
                        hosting,
                        instance,
                        check,
                        directoryStep,
                        new ArchiveWriter(Path.of(settings.data())),
                        archives,
                        outcomes),
                new FarewellStep(broker, departures, directory));
        Works works = new Works(broker, communes);
        camel.getCamelContextExtension().setName("provisioning");
        // Camel finds its own parts through this loader, not through that of whoever happens to start us.
        camel.setApplicationContextClassLoader(DefaultCamelContext.class.getClassLoader());
        // It looks the exceptions of a route up by name, and ours are not among its own.
        camel.getClassResolver().addClassLoader(CamelProvisioning.class.getClassLoader());
        camel.getShutdownStrategy().setTimeout(settings.stopSeconds());
        lanes = new Lanes(settings.lanes(), camel.createProducerTemplate());
        Rounds rounds = new Rounds(broker, communes, departures, reopenings, lanes);
        Desk desk = new Desk(lanes, works, steps, reopenings, outcomes);
        start(
                new OperationRoutes(settings.lanes(), Retries.of(settings), steps, works, outcomes, desk),
                rounds(rounds, settings.roundSeconds()));
        // What was ordered up to here is found by the first round, what comes later by the follower.
        follower = journal.follow("provisioning", journal.head(), this::heard);
    }

    private void start(RouteBuilder... routes) {
        try {
            for (RouteBuilder builder : routes) {
                camel.addRoutes(builder);
            }
            camel.start();
        } catch (Exception cause) {
            throw new IllegalStateException("the provisioning routes do not start", cause);
        }
    }

    private static RouteBuilder rounds(Rounds rounds, int seconds) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("timer:round?delay=0&period=" + seconds * 1000L)
                        .routeId("round")
                        .process(exchange -> rounds.make());
            }
        };
    }

    private void heard(Entry entry) {
        if (entry.decision() instanceof SubscriptionOrdered ordered) {
            lanes.send(new Task.CarryOut(ordered.commune(), ordered.subscription(), ordered.operation()));
        } else if (entry.decision() instanceof EndOrdered ordered) {
            lanes.send(new Task.CarryOut(ordered.commune(), ordered.subscription(), ordered.operation()));
        } else if (entry.decision() instanceof DepartureDecided decided) {
            lanes.send(new Task.Farewell(decided.commune()));
        }
    }

    /** Whatever is under way goes on after the next start; nothing of it is recorded as failed. */
    @Deactivate
    public void close() {
        outcomes.close();
        follower.close();
        camel.stop();
    }

    @Override
    public String part() {
        return reopenings.part();
    }

    @Override
    public Optional<String> problem() {
        return reopenings.problem();
    }

    @Override
    public Optional<String> warning() {
        return reopenings.warning();
    }
}
