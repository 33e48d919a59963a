package fr.beffroi.metering.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.Journal;
import fr.beffroi.metering.Arrivals;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Gap;
import fr.beffroi.metering.IntakeCount;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Place;
import fr.beffroi.metering.QuarantineReason;
import fr.beffroi.metering.Quarantined;
import fr.beffroi.metering.Retention;
import fr.beffroi.metering.Seal;
import fr.beffroi.metering.Total;
import fr.beffroi.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The room: readings come in over its Camel routes, and everything else is a question to its tables. */
@Component(
        service = {Metering.class, ReadingIntake.class, Entrances.class, Retention.class},
        configurationPid = "fr.beffroi.metering.intake")
@Designate(ocd = IntakeSettings.class)
public final class CamelMetering implements Metering, ReadingIntake, Entrances, Retention {
    private static final Logger LOG = LoggerFactory.getLogger(CamelMetering.class);

    /** Readings that may share a commit: enough to keep the disk busy, little enough that nobody waits long. */
    private static final int MOST_IN_A_COMMIT = 5_000;

    static final int WRITERS = 4;
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Store store;
    private final Journal journal;
    private final Clock clock;
    private final ArchiveFolder folder;

    // Questions.
    private final Figures figures;
    private final SqlTotals totals;
    private final SqlPages pages;
    private final ArchivedReadings archivedReadings;
    private final SqlGaps gaps;

    // What becomes final, and what waits.
    private final SqlContent contents;
    private final SqlSeals seals;
    private final HourSeals hours;
    private final MonthArchive archive;
    private final SqlQuarantine quarantine;
    private final Replay replay;

    // What comes in.
    private final IntakeTally tally;
    private final Journal.Attachment expectations;
    private final KnownMeters meters;
    private final RunningRoutes routes;

    @Activate
    public CamelMetering(
            @Reference Store store,
            @Reference Journal journal,
            @Reference Communes communes,
            @Reference Broker broker,
            @Reference Clock clock,
            @Reference ArchiveFolder folder,
            IntakeSettings settings)
            throws Exception {
        this(
                store,
                journal,
                communes,
                broker,
                clock,
                folder,
                settings.writers(),
                Duration.ofSeconds(settings.patienceSeconds()));
    }

    /** With the settings as they are delivered. */
    public CamelMetering(
            Store store, Journal journal, Communes communes, Broker broker, Clock clock, ArchiveFolder folder)
            throws Exception {
        this(store, journal, communes, broker, clock, folder, WRITERS, PATIENCE);
    }

    /**
     * @param writers how many may write readings at the same time on PostgreSQL; SQLite has one
     * @param patience how long a call waits for others' commits
     */
    private CamelMetering(
            Store store,
            Journal journal,
            Communes communes,
            Broker broker,
            Clock clock,
            ArchiveFolder folder,
            int writers,
            Duration patience)
            throws Exception {
        store.migrate("metering", CamelMetering.class.getClassLoader());
        this.store = store;
        this.journal = journal;
        this.clock = clock;
        this.folder = folder;

        this.figures = new Figures(store, broker, clock);
        this.totals = new SqlTotals(store, figures);
        this.pages = new SqlPages(store);
        this.archivedReadings = new ArchivedReadings(store, folder);
        this.gaps = new SqlGaps(store, clock);

        this.contents = new SqlContent(store);
        this.seals = new SqlSeals(contents);
        this.hours = new HourSeals(store, journal, clock);
        this.archive = new MonthArchive(store, journal, clock, folder, broker::catalogue, LOG::info);
        this.quarantine = new SqlQuarantine(store, clock);
        this.replay = new Replay(store, journal, quarantine);

        this.tally = new IntakeTally(clock.instant());
        this.meters = new KnownMeters(communes, broker, journal);
        this.expectations = journal.attach("metering", new Expectations());
        SqlIntake intake = new SqlIntake(store, clock, quarantine);
        int most = store.dialect() == Store.Dialect.POSTGRESQL ? Math.max(1, writers) : 1;
        try {
            this.routes = new RunningRoutes(
                    new IntakeRoutes(
                            new ReadingCheck(meters),
                            new GroupCommit<>(most, MOST_IN_A_COMMIT, patience, intake::store),
                            tally),
                    new RoundRoutes(this::round),
                    new RetentionRoutes(archive::round));
        } catch (Exception e) {
            expectations.close();
            meters.close();
            throw e;
        }
    }

    @Deactivate
    public void stop() {
        archive.stop();
        routes.stop();
        expectations.close();
        meters.close();
    }

    @Override
    public List<Receipt> accept(Actor actor, List<Reading> readings) {
        return routes.bring(new Delivery(actor, readings));
    }

    @Override
    public List<Receipt> acceptAll(List<Brought> all) {
        return routes.bring(all.stream()
                .map(brought -> new Delivery(brought.actor(), brought.readings()))
                .toList());
    }

    @Override
    public void open(RouteBuilder builder) {
        routes.open(builder);
    }

    @Override
    public void close(String route) {
        routes.close(route);
    }

    @Override
    public List<Total> hourly(Filter filter) {
        return totals.hourly(filter);
    }

    @Override
    public List<Total> totals(Filter filter) {
        return totals.totals(filter);
    }

    @Override
    public List<Reading> readings(Filter filter, Optional<Place> after, int limit) {
        return archivedReadings.page(filter, after, limit, pages.readings(filter, after, limit));
    }

    @Override
    public List<Gap> gaps(Filter filter) {
        return gaps.gaps(filter);
    }

    @Override
    public List<Gap> missing(Decisions decisions, Filter filter) {
        return gaps.missing(decisions.sql(), filter);
    }

    @Override
    public IntakeCount answered() {
        return tally.count();
    }

    @Override
    public List<Arrivals> arrivals(Instant since) {
        return IntakeTally.arrivals(store, since);
    }

    @Override
    public List<Quarantined> quarantine(Filter filter, int limit) {
        return quarantine.waiting(filter, limit);
    }

    @Override
    public Map<QuarantineReason, Long> quarantined() {
        return quarantine.counted();
    }

    @Override
    public long replay(Actor actor, String source, Duration shift) {
        return replay.of(actor, source, shift);
    }

    /** What the room does each minute. */
    void round() {
        try {
            replay.ripe();
        } finally {
            hours.round();
        }
    }

    @Override
    public List<Seal> seal(Decisions decisions, Instant from, Instant to) {
        replay.ripe(decisions.sql());
        return figures.complete(decisions, from, to, seals.seal(decisions, from, to));
    }

    @Override
    public List<String> verify() {
        return archive.undisturbed(() -> new SealAudit(store, journal, contents, clock, folder).findings());
    }

    @Override
    public List<Archived> archived() {
        return archive.archived();
    }

    @Override
    public Archived archive(Actor actor, YearMonth month) {
        return archive.archive(actor, month);
    }
}
