package fr.beffroi.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Many instances of one service in one house: what one more costs in time and memory, and how long a start takes with all of them. Beside
 * them the same bundle as often in a bare container.
 */
final class InstancesBench {
    static final String SERVICE = "actes";

    /** One instance at a time, so that none waits for another; when the house starts again it has the lanes that it comes with. */
    private static final int LANES = 1;

    private static final int CLIENTS = 1;

    /** The same for house and bare container; what the distribution comes with is too little for thousands. */
    private static final String MEMORY = "-Xmx2g";

    private final Workshop workshop;
    private final Size size;
    private final int most;
    private final int deliveredLanes;
    private final List<String> versions = new ArrayList<>();

    /** What the k-th instance took, in the house and in the bare container. */
    private final List<Long> micros = new ArrayList<>();

    private final List<Long> bareMicros = new ArrayList<>();

    /** By number of instances. */
    private final SortedMap<Integer, Footprint> made = new TreeMap<>();

    private final SortedMap<Integer, Standing> again = new TreeMap<>();
    private final SortedMap<Integer, Standing> bare = new TreeMap<>();

    InstancesBench(Workshop workshop, Size size) throws IOException {
        this.workshop = workshop;
        this.size = size;
        this.most = size.standing().get(size.standing().size() - 1);
        this.deliveredLanes = RunningHouse.deliveredLanes(workshop);
    }

    /**
     * A JVM that was started with instances to open, and has opened them.
     *
     * @param server what PostgreSQL has used meanwhile; the bare container has none
     */
    private record Standing(Duration ready, Duration cpu, Duration server, Footprint footprint) {
        double seconds() {
            return ready.toMillis() / 1e3;
        }

        double cpuSeconds() {
            return cpu.toMillis() / 1e3;
        }

        double serverSeconds() {
            return server.toMillis() / 1e3;
        }
    }

    List<String> versions() {
        return versions;
    }

    List<Table> measure() throws Exception {
        Postgresql postgresql = Postgresql.start(workshop);
        versions.addAll(List.of(postgresql.version(), Slapd.version()));
        grow(postgresql);
        startAgain(postgresql);
        contain();
        return List.of(oneMore(), memory(), starts());
    }

    /** One house, whose JVM never ends meanwhile, gets one instance after the other; when it has all of them it starts again. */
    private void grow(Postgresql postgresql) throws Exception {
        try (Site site = site(postgresql, most)) {
            for (int standing : size.standing()) {
                site.addUpTo(standing);
                made.put(standing, site.footprint());
            }
            micros.addAll(site.micros);
            again.put(most, site.startAgain());
        }
    }

    /** Another house starts again whenever it has so many. */
    private void startAgain(Postgresql postgresql) throws Exception {
        List<Integer> fewer = size.standing().subList(0, size.standing().size() - 1);
        try (Site site = site(postgresql, fewer.get(fewer.size() - 1))) {
            again.put(0, site.startAgain());
            for (int standing : fewer) {
                site.addUpTo(standing);
                again.put(standing, site.startAgain());
            }
        }
    }

    /** The bare container, each time first with new instances and then again with those that stand. */
    private void contain() throws Exception {
        List<Integer> numbers = new ArrayList<>(List.of(0));
        numbers.addAll(size.standing());
        for (int standing : numbers) {
            workshop.say("instances: %d in the bare container", standing);
            Path folder = workshop.newFolder("container");
            BareContainer.Started first = BareContainer.start(workshop, folder, standing, MEMORY);
            if (standing == most) {
                bareMicros.addAll(first.micros());
            }
            BareContainer.Started second = BareContainer.start(workshop, folder, standing, MEMORY);
            bare.put(standing, new Standing(second.ready(), second.cpu(), Duration.ZERO, second.footprint()));
            workshop.say(
                    "instances: the bare container started again in %.1f s",
                    second.ready().toMillis() / 1e3);
        }
    }

    private Site site(Postgresql postgresql, int instances) throws Exception {
        Slapd slapd = Slapd.start(workshop);
        Postgresql.Database database = postgresql.newDatabase();
        Map<String, String> settings = new HashMap<>(database.environment());
        settings.putAll(slapd.environment());
        settings.put("BEFFROI_JAVA_OPTS", MEMORY);
        workshop.say("instances: starting a house for %d", instances);
        RunningHouse house = RunningHouse.start(workshop, LANES, settings);
        Communes communes = new Communes(instances);
        house.settle(communes, slapd);
        return new Site(
                slapd,
                postgresql.pid(),
                house,
                Platform.of(house),
                house.offering(SERVICE),
                communes,
                new JournalView(database));
    }

    /** A house with its directory and its communes. */
    private final class Site implements AutoCloseable {
        private final Slapd slapd;
        /** Of PostgreSQL. */
        private final long server;

        private final RunningHouse house;
        private final Platform platform;
        private final Offered offered;
        private final Communes communes;
        private final JournalView journal;
        private final List<Long> micros = new ArrayList<>();

        private Site(
                Slapd slapd,
                long server,
                RunningHouse house,
                Platform platform,
                Offered offered,
                Communes communes,
                JournalView journal) {
            this.slapd = slapd;
            this.server = server;
            this.house = house;
            this.platform = platform;
            this.offered = offered;
            this.communes = communes;
            this.journal = journal;
        }

        /** Block after block, so that what accepting orders costs is spread over all of them. */
        private void addUpTo(int standing) throws Exception {
            while (micros.size() < standing) {
                List<String> taken = communes.take(size.block());
                JournalView.Work work = OrdersBench.complete(workshop, platform, journal, offered, CLIENTS, taken);
                if (work.instanceMicros().size() != taken.size()) {
                    throw new IllegalStateException("Of " + taken.size() + " instances "
                            + work.instanceMicros().size() + " work.");
                }
                micros.addAll(work.instanceMicros());
                workshop.say(
                        "instances: %d, the last %d in %.1f ms",
                        micros.size(), taken.size(), median(work.instanceMicros()));
            }
        }

        private Footprint footprint() throws Exception {
            house.awaitQuiet();
            Footprint footprint = house.footprint();
            workshop.say(
                    "instances: %d take %.1f MB of heap and %.1f MB of metaspace",
                    micros.size(), footprint.heap() / 1e6, footprint.metaspace() / 1e6);
            return footprint;
        }

        /** After a {@code kill -9}, for every start is one. */
        private Standing startAgain() throws Exception {
            house.awaitQuiet();
            house.kill();
            house.setLanes(deliveredLanes);
            Duration before = Child.cpuWithChildren(server);
            Duration ready = house.start();
            Duration cpu = house.cpu();
            Duration ofServer = Child.cpuWithChildren(server).minus(before);
            workshop.say("instances: ready with %d after %.1f s", micros.size(), ready.toMillis() / 1e3);
            int serving = house.serving();
            if (serving != micros.size()) {
                throw new IllegalStateException("Of " + micros.size() + " instances " + serving + " serve again.");
            }
            return new Standing(ready, cpu, ofServer, footprint());
        }

        @Override
        public void close() throws Exception {
            journal.close();
            workshop.end(house);
            workshop.end(slapd);
        }
    }

    private Table oneMore() {
        Table table = new Table(
                "The k-th instance of " + SERVICE + ", PostgreSQL and OpenLDAP",
                "k",
                "ms",
                "of the first block",
                "of the fastest",
                "bare container ms",
                "of the first block",
                "of the fastest",
                "house / bare");
        List<Double> house = medians(micros);
        List<Double> container = medians(bareMicros);
        for (int block = 0; block < house.size(); block++) {
            table.row(
                    (block * size.block() + 1) + "–" + (block + 1) * size.block(),
                    house.get(block),
                    house.get(block) / house.get(0),
                    house.get(block) / fastest(house),
                    container.get(block),
                    container.get(block) / container.get(0),
                    container.get(block) / fastest(container),
                    house.get(block) / container.get(block));
        }
        return table.note(
                        "Medians, one house and one lane: from the database until the instance has passed its check, by the"
                                + " journal, with the journal's own transaction in between; in the bare container from the bundle's"
                                + " installation until it has passed its check, with an SQLite file.")
                .note(
                        "In the first block the JVM is cold, so the ratio to the fastest says more. Asked for: at most 1.5.");
    }

    private List<Double> medians(List<Long> times) {
        List<Double> medians = new ArrayList<>();
        for (int first = 0; first < times.size(); first += size.block()) {
            medians.add(median(times.subList(first, first + size.block())));
        }
        return medians;
    }

    /** In milliseconds. */
    private static double median(List<Long> micros) {
        return micros.stream().sorted().toList().get((micros.size() - 1) / 2) / 1e3;
    }

    private static double fastest(List<Double> medians) {
        return medians.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    private Table memory() {
        Table table = new Table(
                "Memory with idle instances, after a full collection",
                "of",
                "instances",
                "heap MB",
                "KB more an instance",
                "metaspace MB",
                "KB more an instance");
        rows(table, "the house that made them", made);
        rows(table, "the house started again", footprints(again));
        rows(table, "the bare container started again", footprints(bare));
        return table.note(
                "More an instance: than in the row above. Asked for: at most 300 KB of heap. MB and KB are powers of ten.");
    }

    private static SortedMap<Integer, Footprint> footprints(SortedMap<Integer, Standing> standing) {
        SortedMap<Integer, Footprint> footprints = new TreeMap<>();
        standing.forEach((instances, one) -> footprints.put(instances, one.footprint()));
        return footprints;
    }

    private static void rows(Table table, String of, SortedMap<Integer, Footprint> footprints) {
        int fewer = 0;
        Footprint before = null;
        for (Map.Entry<Integer, Footprint> one : footprints.entrySet()) {
            Footprint footprint = one.getValue();
            double more = one.getKey() - fewer;
            table.row(
                    of,
                    one.getKey(),
                    footprint.heap() / 1e6,
                    before == null ? Double.NaN : (footprint.heap() - before.heap()) / more / 1e3,
                    footprint.metaspace() / 1e6,
                    before == null ? Double.NaN : (footprint.metaspace() - before.metaspace()) / more / 1e3);
            before = footprint;
            fewer = one.getKey();
        }
    }

    private Table starts() {
        Table table = new Table(
                "Start with instances",
                "instances",
                "house ready after s",
                "ms an instance",
                "processor ms an instance",
                "PostgreSQL's processor ms an instance",
                "bare container s",
                "ms an instance",
                "processor ms an instance",
                "house / bare");
        again.forEach((instances, standing) -> {
            Standing limit = bare.get(instances);
            table.row(
                    instances,
                    standing.seconds(),
                    perInstance(instances, again, Standing::seconds),
                    perInstance(instances, again, Standing::cpuSeconds),
                    perInstance(instances, again, Standing::serverSeconds),
                    limit.seconds(),
                    perInstance(instances, bare, Standing::seconds),
                    perInstance(instances, bare, Standing::cpuSeconds),
                    standing.seconds() / limit.seconds());
        });
        return table.note(
                        "From the start of the process until /health/ready, after kill -9, with every instance serving, and with the "
                                + deliveredLanes
                                + " lanes that the house comes with; the bare container until the last instance has passed its check, one"
                                + " after the other, with the files of an earlier start.")
                .note(
                        "An instance: what the start takes longer than without any; the processor is that of the JVM alone, beside it"
                                + " that of PostgreSQL, without OpenLDAP. Asked for with 1,000: at most 3 times the bare container.");
    }

    private static double perInstance(
            int instances, SortedMap<Integer, Standing> all, ToDoubleFunction<Standing> seconds) {
        return 1e3 * (seconds.applyAsDouble(all.get(instances)) - seconds.applyAsDouble(all.get(0))) / instances;
    }
}
