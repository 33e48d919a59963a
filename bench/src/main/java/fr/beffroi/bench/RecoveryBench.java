package fr.beffroi.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A power cut with many operations open: the directory hangs while they are accepted, so that none of them can end; then the house is
 * killed, the directory goes on, and the house starts again. Beside it the same number of orders without any of that.
 */
final class RecoveryBench {
    private static final int LANES = 4;
    private static final int CLIENTS = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Workshop workshop;
    private final Size size;
    private final List<String> versions = new ArrayList<>();

    RecoveryBench(Workshop workshop, Size size) {
        this.workshop = workshop;
        this.size = size;
    }

    List<String> versions() {
        return versions;
    }

    List<Table> measure() throws Exception {
        Postgresql postgresql = Postgresql.start(workshop);
        Slapd slapd = Slapd.start(workshop);
        versions.addAll(List.of(postgresql.version(), Slapd.version()));
        Postgresql.Database database = postgresql.newDatabase();
        Map<String, String> settings = new HashMap<>(database.environment());
        settings.putAll(slapd.environment());
        workshop.say("recovery: starting a house");
        RunningHouse house = RunningHouse.start(workshop, LANES, settings);
        int warmUp = size.open() / 10;
        Communes communes = new Communes(warmUp + 2 * size.open());
        house.settle(communes, slapd);
        Table table = new Table("Recovery after kill -9, PostgreSQL and OpenLDAP", "what", "figure");
        try (JournalView journal = new JournalView(database)) {
            Platform platform = Platform.of(house);
            Offered offered = house.offering(OrdersBench.GROUP);
            OrdersBench.complete(workshop, platform, journal, offered, CLIENTS, communes.take(warmUp));
            house.awaitQuiet();
            workshop.say("recovery: %d orders and no trouble", size.open());
            JournalView.Work undisturbed =
                    OrdersBench.complete(workshop, platform, journal, offered, CLIENTS, communes.take(size.open()));
            house.awaitQuiet();
            house.stop();
            Duration plainStart = house.start();
            house.awaitQuiet();
            measure(house, slapd, journal, platform, offered, communes.take(size.open()), table);
            table.row("start with nothing open, to /health/ready", seconds(plainStart));
            table.row(
                    size.open() + " orders without a kill, first accepted to last ended",
                    seconds(undisturbed.seconds()));
            table.row("… completed per minute", undisturbed.perMinute());
        }
        house.noteRepeated(table);
        return List.of(table.note("Orders of " + OrdersBench.GROUP + ", " + LANES + " lanes, accepted from " + CLIENTS
                + " clients while the directory hung; the start goes from the start of the process."));
    }

    private void measure(
            RunningHouse house,
            Slapd slapd,
            JournalView journal,
            Platform platform,
            Offered offered,
            List<String> communes,
            Table table)
            throws Exception {
        // The platform logs in while the directory still answers; the house remembers it for a while.
        platform.succeeded(offered, communes.subList(0, 0));
        house.offering(offered.name());
        int groups = slapd.groups(offered.name());
        long before = journal.head();
        slapd.hang();
        workshop.say("recovery: %d orders while the directory hangs", communes.size());
        platform.order(offered, CLIENTS, communes);
        long open = communes.size() - journal.ended(before);
        house.kill();
        slapd.goOn();
        workshop.say("recovery: killed with %d operations open, starting again", open);
        Instant again = Instant.now();
        Duration ready = house.start();
        workshop.say("recovery: ready after %.1f s", ready.toMillis() / 1e3);
        workshop.await(
                "every operation has ended",
                PATIENCE,
                Duration.ofMillis(100),
                () -> journal.ended(before) >= communes.size());
        JournalView.Work work = journal.work(before);
        double all = again.until(work.ended(), ChronoUnit.MICROS) / 1e6;
        long succeeded = platform.succeeded(offered, communes);
        int made = slapd.groups(offered.name()) - groups;
        if (succeeded != communes.size() || made != communes.size()) {
            throw new IllegalStateException("Of " + communes.size() + " orders " + succeeded + " succeeded, and " + made
                    + " groups were made.");
        }
        table.row("operations open at the kill", open);
        table.row("from the new start to /health/ready", seconds(ready));
        table.row("from the new start until the last operation ended", seconds(all));
        table.row("succeeded, by last_operation", succeeded);
        table.row("groups made in the directory", made);
        table.row("completed per minute, from the new start", 60 * open / all);
    }

    private static String seconds(Duration duration) {
        return seconds(duration.toMillis() / 1e3);
    }

    private static String seconds(double seconds) {
        return Table.number(seconds) + " s";
    }
}
