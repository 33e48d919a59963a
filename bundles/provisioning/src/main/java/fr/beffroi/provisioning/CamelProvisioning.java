package fr.beffroi.provisioning;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Inspection;
import fr.beffroi.api.Readiness;
import fr.beffroi.api.Rollouts;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.journal.Journal;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.tenancy.Departures;
import fr.beffroi.tenancy.Directory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Puts the room together: the journal's follower in front, the lanes, the routes, the steps behind. */
@Component(
        service = {Readiness.class, Inspection.class},
        immediate = true,
        configurationPid = "fr.beffroi.provisioning")
@Designate(ocd = Settings.class)
public final class CamelProvisioning implements Readiness, Inspection {
    private final Outcomes outcomes;
    private final Reopenings reopenings = new Reopenings();
    private final Leftovers leftovers = new Leftovers();
    private final Inspection inspection;
    private final Lanes lanes;
    private final DefaultCamelContext camel = new DefaultCamelContext(false);
    private final Journal.Attachment follower;

    @Activate
    public CamelProvisioning(
            @Reference Journal journal,
            @Reference Broker broker,
            @Reference Bindings bindings,
            @Reference Rollouts rollouts,
            @Reference Communes communes,
            @Reference Departures departures,
            @Reference Directory directory,
            @Reference TenantDatabases databases,
            @Reference Hosting hosting,
            @Reference JournaledArchives archives,
            @Reference ArchiveParts parts,
            @Reference Clock clock,
            Settings settings) {
        Works works = new Works(broker, bindings, communes, clock);
        outcomes = new Outcomes(journal, works);
        Programs programs = new Programs(directory, bindings, clock);
        DirectoryStep directoryStep = new DirectoryStep(directory, programs);
        InstanceStep instance = new InstanceStep(hosting, databases, directory);
        CheckStep check = new CheckStep(hosting);
        FarewellStep farewell = new FarewellStep(broker, departures, directory);
        ArchiveWriter writer = new ArchiveWriter(Path.of(settings.data()));
        Steps steps = new Steps(
                directoryStep,
                new DatabaseStep(databases),
                instance,
                check,
                new SuspendedInstanceStep(hosting, instance),
                new SuspendedDirectoryStep(directoryStep, programs),
                new ProgramStep(programs),
                new ArchiveStep(hosting, instance, check, directoryStep, parts, writer, archives, outcomes),
                farewell,
                new ResidueStep(directory, directoryStep, programs, databases, hosting, instance, farewell));
        camel.getCamelContextExtension().setName("provisioning");
        // Camel finds its own parts through this loader, not through that of whoever happens to start us.
        camel.setApplicationContextClassLoader(DefaultCamelContext.class.getClassLoader());
        // It looks the exceptions of a route up by name, and ours are not among its own.
        camel.getClassResolver().addClassLoader(CamelProvisioning.class.getClassLoader());
        camel.getShutdownStrategy().setTimeout(settings.stopSeconds());
        lanes = new Lanes(settings.lanes(), camel.createProducerTemplate());
        Comparison comparison = new Comparison(works, programs, communes, directory, databases, hosting, instance);
        inspection = new RegisterInspection(comparison, lanes);
        Duration soak = Duration.ofSeconds(settings.canarySoakSeconds());
        Canary canary = new Canary(rollouts, broker, hosting, reopenings, outcomes, clock, soak);
        Rounds rounds =
                new Rounds(broker, bindings, departures, works, programs, reopenings, leftovers, canary, lanes, clock);
        Desk desk = new Desk(lanes, works, steps, programs, reopenings, leftovers, comparison, outcomes);
        start(
                new OperationRoutes(settings.lanes(), Retries.of(settings), steps, archives, works, outcomes, desk),
                rounds(rounds, settings.roundSeconds()));
        // What was ordered up to here is found by the first round, what comes later by the follower.
        follower = journal.follow(
                "provisioning", journal.head(), entry -> Hearing.of(entry).ifPresent(lanes::send));
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
                        .process(exchange -> {
                            FrameworkStart.await();
                            rounds.make();
                        });
            }
        };
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
        List<String> all = Stream.of(reopenings.warning(), leftovers.warning())
                .flatMap(Optional::stream)
                .toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", all));
    }

    @Override
    public Report inspect(Actor actor) {
        return inspection.inspect(actor);
    }

    @Override
    public Report repair(Actor actor) {
        return inspection.repair(actor);
    }
}
