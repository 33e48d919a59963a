package fr.beffroi.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Readings over HTTP, in batches and one by one: accepted is what is deduplicated, counted and on the disk. Beside them bare loops that
 * store the same in the same database, with as many connections or in shared commits.
 */
final class IntakeBench {
    /** What the house shall reach of the bare loop. */
    private static final String AIM = "60 %";

    /** The share of a loop for which the house's compilers may still be at work when it is warm. */
    private static final double STILL_COMPILING = 0.03;

    private final Workshop workshop;
    private final MeteringSize size;
    private final MeteredHouse metered;

    /** Of PostgreSQL. */
    private final long server;

    /** What the bare loops stored, all of it in the same tables. */
    private final Acknowledged bare;

    IntakeBench(Workshop workshop, MeteringSize size, MeteredHouse metered, long server, Acknowledged bare) {
        this.workshop = workshop;
        this.size = size;
        this.metered = metered;
        this.server = server;
        this.bare = bare;
    }

    Table batches() throws Exception {
        Table table = new Table(
                "Readings in batches over HTTP, PostgreSQL",
                "batch",
                "connections",
                "readings/s",
                "p50 ms",
                "p99 ms",
                "limit/s",
                "limit p50 ms",
                "limit p99 ms",
                "of the limit",
                "µs of the house",
                "µs of PostgreSQL",
                "limit's µs of PostgreSQL");
        for (int batch : size.batches()) {
            workshop.say("metering: batches of %d, to warm up", batch);
            int connections = size.mostBatching();
            warmUp(() -> {
                List<Batch> batches = metered.batches(connections, batch);
                Load.run(connections, size.time(), metered.senders(batches));
                Load.run(connections, size.time(), BareIntake.senders(metered.database(), batches, bare));
            });
        }
        for (int batch : size.batches()) {
            for (int connections : size.connections()) {
                batches(table, batch, connections);
            }
        }
        metered.house().noteRepeated(table);
        return table.note(
                        "Limit: the same batches by as many connections in a bare loop, one statement (INSERT … ON CONFLICT with the"
                                + " roll-up) and one commit each, in tables like the house's in the same database. The aim is "
                                + AIM + ".")
                .note(
                        "µs: processor time for each reading, whatever else the machine does meanwhile. The senders need some too.")
                .note("After each loop the totals and the rows were what had been acknowledged.");
    }

    /** Until the house's compilers have little left to do: what is asked for is what can go on for hours. The limit has as long. */
    private void warmUp(Loops loops) throws Exception {
        for (int turn = 0; turn < size.warmUps(); turn++) {
            Duration before = metered.house().compiling();
            loops.run();
            Duration spent = metered.house().compiling().minus(before);
            workshop.say("metering: … %.1f s of it compiling", spent.toMillis() / 1e3);
            if (spent.toNanos() < STILL_COMPILING * size.time().toNanos()) {
                return;
            }
        }
    }

    /** One of the house, and one of each limit. */
    @FunctionalInterface
    private interface Loops {
        void run() throws Exception;
    }

    private void batches(Table table, int batch, int connections) throws Exception {
        workshop.say("metering: batches of %d by %d connections", batch, connections);
        List<Batch> batches = metered.batches(connections, batch);
        metered.checkpoint();
        Duration house = Child.cpuWithChildren(metered.house().pid());
        Duration before = Child.cpuWithChildren(server);
        Load.Figures figures = Load.run(connections, size.time(), metered.senders(batches));
        double ofHouse = micros(house, Child.cpuWithChildren(metered.house().pid()), figures, batch);
        double ofServer = micros(before, Child.cpuWithChildren(server), figures, batch);
        metered.check();
        metered.checkpoint();
        before = Child.cpuWithChildren(server);
        Load.Figures limit = Load.run(connections, size.time(), BareIntake.senders(metered.database(), batches, bare));
        double ofLimit = micros(before, Child.cpuWithChildren(server), limit, batch);
        BareIntake.check(metered.database(), bare);
        double share = figures.perSecond() / limit.perSecond();
        workshop.say(
                "metering: … %.0f readings/s, %.0f %% of the limit, %.1f and %.1f µs; %.1f µs",
                figures.perSecond() * batch, 100 * share, ofHouse, ofServer, ofLimit);
        table.row(
                batch,
                connections,
                figures.perSecond() * batch,
                figures.millis(0.5),
                figures.millis(0.99),
                limit.perSecond() * batch,
                limit.millis(0.5),
                limit.millis(0.99),
                Table.percent(share),
                ofHouse,
                ofServer,
                ofLimit);
    }

    /** Of processor time, for each reading. */
    private static double micros(Duration before, Duration after, Load.Figures figures, int batch) {
        return after.minus(before).toNanos() / 1e3 / figures.count() / batch;
    }

    Table singles() throws Exception {
        Table table = new Table(
                "Single readings over HTTP, PostgreSQL",
                "clients",
                "readings/s",
                "p50 ms",
                "p99 ms",
                "group commit/s",
                "of that (aim " + AIM + ")",
                "Jetty and group commit/s",
                "p50 ms",
                "p99 ms",
                "of that",
                "µs of the house",
                "µs of PostgreSQL",
                "Jetty's µs",
                "its µs of PostgreSQL");
        int port = Workshop.freePort();
        Child jetty = BareReadings.start(workshop, port, metered.database());
        try (BareGroupCommit commits = new BareGroupCommit(metered.database())) {
            workshop.say("metering: single readings, to warm up");
            int most = size.mostSingles();
            warmUp(() -> {
                List<Batch> batches = metered.batches(most, 1);
                Load.run(most, size.time(), metered.senders(batches));
                Load.run(most, size.time(), commits.senders(batches, bare));
                Load.run(most, size.time(), overJetty(port, metered.batches(most, 1)));
            });
            for (int clients : size.singles()) {
                single(table, clients, port, jetty, commits);
            }
        }
        workshop.end(jetty);
        metered.house().noteRepeated(table);
        return table.note(
                        "The aim is held against the group commit alone: as many threads in one JVM that share the commits of one"
                                + " connection, without any HTTP. With Jetty before it, it shows how much of that HTTP takes by itself.")
                .note("µs: processor time for each reading. The clients need some too.")
                .note("After each loop the totals and the rows were what had been acknowledged.");
    }

    private void single(Table table, int clients, int port, Child jetty, BareGroupCommit commits) throws Exception {
        workshop.say("metering: single readings by %d clients", clients);
        List<Batch> singles = metered.batches(clients, 1);
        metered.checkpoint();
        Duration house = Child.cpuWithChildren(metered.house().pid());
        Duration before = Child.cpuWithChildren(server);
        Load.Figures figures = Load.run(clients, size.time(), metered.senders(singles));
        double ofHouse = micros(house, Child.cpuWithChildren(metered.house().pid()), figures, 1);
        double ofServer = micros(before, Child.cpuWithChildren(server), figures, 1);
        metered.check();
        metered.checkpoint();
        Load.Figures limit = Load.run(clients, size.time(), commits.senders(singles, bare));
        BareIntake.check(metered.database(), bare);
        metered.checkpoint();
        Duration web = Child.cpuWithChildren(jetty.pid());
        before = Child.cpuWithChildren(server);
        // Of other sources, because the bare loop has stored the first.
        Load.Figures http = Load.run(clients, size.time(), overJetty(port, metered.batches(clients, 1)));
        double ofJetty = micros(web, Child.cpuWithChildren(jetty.pid()), http, 1);
        double itsServer = micros(before, Child.cpuWithChildren(server), http, 1);
        BareIntake.check(metered.database(), bare);
        workshop.say(
                "metering: … %.0f readings/s, %.0f %% of the group commit, %.0f %% of it behind Jetty; %.0f and %.0f µs; %.0f and %.0f µs",
                figures.perSecond(),
                100 * figures.perSecond() / limit.perSecond(),
                100 * figures.perSecond() / http.perSecond(),
                ofHouse,
                ofServer,
                ofJetty,
                itsServer);
        table.row(
                clients,
                figures.perSecond(),
                figures.millis(0.5),
                figures.millis(0.99),
                limit.perSecond(),
                Table.percent(figures.perSecond() / limit.perSecond()),
                http.perSecond(),
                http.millis(0.5),
                http.millis(0.99),
                Table.percent(figures.perSecond() / http.perSecond()),
                ofHouse,
                ofServer,
                ofJetty,
                itsServer);
    }

    private Load.Clients overJetty(int port, List<Batch> batches) {
        return MeteredHouse.senders(port, new AtomicInteger(), "", batches, bare);
    }
}
