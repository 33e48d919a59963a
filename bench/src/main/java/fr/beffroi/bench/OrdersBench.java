package fr.beffroi.bench;

import fr.beffroi.store.internal.PostgresTenantDatabases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Orders that take time, with a real directory and a real data store: from the first that is accepted to the last that has ended.
 * Beside them a bare loop that asks the same of the same servers.
 */
final class OrdersBench {
    /** A group of the directory, and nothing more. */
    static final String GROUP = "messagerie";

    /** Directory, database and instance. */
    private static final String INSTANCE = "actes";

    private static final int CLIENTS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Workshop workshop;
    private final Size size;
    private final List<String> versions = new ArrayList<>();

    OrdersBench(Workshop workshop, Size size) {
        this.workshop = workshop;
        this.size = size;
    }

    List<String> versions() {
        return versions;
    }

    List<Table> measure() throws Exception {
        Postgresql postgresql = Postgresql.start(workshop);
        versions.addAll(List.of(postgresql.version(), Slapd.version()));
        Map<String, Recorded> recorded = record(postgresql);
        Table table = new Table(
                "Orders completed, PostgreSQL and OpenLDAP",
                "offering",
                "lanes",
                "communes",
                "orders/min",
                "same LDAP and SQL/min",
                "of that",
                "LDAP and commits/min",
                "of that");
        Table parts = new Table(
                "Where their time goes",
                "offering",
                "lanes",
                "communes",
                "last accepted after s",
                "last ended after s",
                "transactions an order",
                "instance ms an order",
                "of the same without instance");
        for (int lanes : size.lanes()) {
            measure(postgresql, lanes, recorded, table, parts);
        }
        recorded.forEach((name, asked) -> table.note("Each order of " + name + " asks " + asked.summary() + "."));
        table.note(
                "Same LDAP and SQL: a bare loop with as many threads as lanes that asks the directory the same for other communes, and a"
                        + " copy of the house's database word for word what the house asked it while it carried out as many orders; for "
                        + INSTANCE
                        + " the instance's database is made and asked what the instance asks of it, the bundle isn't started.");
        table.note(
                "LDAP and commits: the same of the directory, and as many transactions of one row each as the journal had for an order.");
        parts.note(
                "Transactions: of the journal. Instance: from the database to the working instance, which the limit doesn't make; without"
                        + " it: when this time is taken out of that of the lanes.");
        return List.of(table, parts);
    }

    /** What orders ask, written down while a house carries them out. */
    private Map<String, Recorded> record(Postgresql postgresql) throws Exception {
        Slapd slapd = Slapd.start(workshop);
        LdapRecorder recorder = workshop.keep(LdapRecorder.start(slapd));
        Postgresql.Database database = postgresql.newDatabase();
        Map<String, String> settings = new HashMap<>(database.environment());
        settings.putAll(slapd.environment(recorder.port()));
        Map<String, Integer> orders = Map.of(GROUP, largest(size.groups()), INSTANCE, largest(size.instances()));
        Communes communes = new Communes(
                orders.values().stream().mapToInt(number -> 1 + number).sum());
        RunningHouse house = RunningHouse.start(workshop, size.lanes().get(0), settings);
        house.settle(communes, slapd);
        Map<String, Recorded> recorded = new HashMap<>();
        for (String name : List.of(GROUP, INSTANCE)) {
            workshop.say("orders: writing down what %d orders of %s ask", orders.get(name), name);
            String instance = name.equals(INSTANCE) ? name : "";
            LdapScript one = recordOne(house, database, recorder, name, communes.take(1));
            house.awaitQuiet();
            // Only a database that nobody is connected to can be copied.
            house.stop();
            Postgresql.Database before = postgresql.copy(database);
            house.start();
            house.awaitQuiet();
            List<String> taken = communes.take(orders.get(name));
            SqlScript.Recording all = postgresql.record(database, () -> {
                try (JournalView journal = new JournalView(database)) {
                    complete(Platform.of(house), journal, house.offering(name), taken);
                }
            });
            Recorded asked = new Recorded(one, all.house(), all.instances(), before, taken.size(), instance);
            workshop.say("orders: %s asks %s", name, asked.summary());
            recorded.put(name, asked);
        }
        workshop.end(house);
        workshop.end(recorder);
        return recorded;
    }

    /** What a single order asks of the directory. */
    private LdapScript recordOne(
            RunningHouse house, Postgresql.Database database, LdapRecorder recorder, String name, List<String> commune)
            throws Exception {
        int before = recorder.about(commune.get(0)).requests().size();
        try (JournalView journal = new JournalView(database)) {
            complete(Platform.of(house), journal, house.offering(name), commune);
        }
        LdapScript whole = recorder.about(commune.get(0));
        return new LdapScript(
                whole.insee(), whole.requests().subList(before, whole.requests().size()));
    }

    private void measure(Postgresql postgresql, int lanes, Map<String, Recorded> recorded, Table table, Table parts)
            throws Exception {
        Slapd slapd = Slapd.start(workshop);
        Postgresql.Database database = postgresql.newDatabase();
        Postgresql.Database bare = postgresql.newDatabase();
        Map<String, String> settings = new HashMap<>(database.environment());
        settings.putAll(slapd.environment());
        workshop.say("orders, %d lanes: starting a house", lanes);
        RunningHouse house = RunningHouse.start(workshop, lanes, settings);
        Communes communes = new Communes(size.firstGroups()
                + size.instances().get(0)
                + largest(size.groups())
                + largest(size.instances())
                + 3 * (sum(size.groups()) + sum(size.instances())));
        house.settle(communes, slapd);
        Platform platform = Platform.of(house);
        try (JournalView journal = new JournalView(database);
                PostgresTenantDatabases databases =
                        new PostgresTenantDatabases(bare.url(), bare.user(), bare.password(), lanes);
                Commits commits = Commits.on(bare)) {
            BareOrders limits = new BareOrders(postgresql, slapd, databases, commits);
            Slices slices = new Slices(lanes, house, platform, journal, limits, communes, table, parts);
            slices.measure(GROUP, recorded.get(GROUP), size.firstGroups(), size.groups());
            slices.measure(INSTANCE, recorded.get(INSTANCE), size.instances().get(0), size.instances());
        }
        house.noteRepeated(table);
        workshop.end(house);
        workshop.end(slapd);
    }

    private static int largest(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    /** Orders, and returns when every order has been carried out. */
    private JournalView.Work complete(Platform platform, JournalView journal, Offered offered, List<String> communes)
            throws Exception {
        return complete(workshop, platform, journal, offered, CLIENTS, communes);
    }

    static JournalView.Work complete(
            Workshop workshop,
            Platform platform,
            JournalView journal,
            Offered offered,
            int clients,
            List<String> communes)
            throws Exception {
        long before = journal.head();
        platform.order(offered, Math.min(clients, communes.size()), communes);
        workshop.await(
                communes.size() + " orders of " + offered.name() + " have ended",
                PATIENCE,
                Duration.ofMillis(100),
                () -> {
                    platform.house().requireAlive();
                    return journal.ended(before) >= communes.size();
                });
        return journal.work(before);
    }

    /** Slice after slice of the communes of one house. */
    private final class Slices {
        private final int lanes;
        private final RunningHouse house;
        private final Platform platform;
        private final JournalView journal;
        private final BareOrders limits;
        private final Communes communes;
        private final Table table;
        private final Table parts;

        private Slices(
                int lanes,
                RunningHouse house,
                Platform platform,
                JournalView journal,
                BareOrders limits,
                Communes communes,
                Table table,
                Table parts) {
            this.lanes = lanes;
            this.house = house;
            this.platform = platform;
            this.journal = journal;
            this.limits = limits;
            this.communes = communes;
            this.table = table;
            this.parts = parts;
        }

        private void measure(String name, Recorded recorded, int first, List<Integer> slices) throws Exception {
            Offered offered = house.offering(name);
            workshop.say("orders, %d lanes: %s for %d communes, to warm up", lanes, name, first);
            complete(platform, journal, offered, communes.take(first));
            limits.same(lanes, recorded, communes.take(recorded.orders()));
            for (int slice : slices) {
                house.awaitQuiet();
                workshop.say("orders, %d lanes: %s for %d communes", lanes, name, slice);
                JournalView.Work work = complete(platform, journal, offered, communes.take(slice));
                house.awaitQuiet();
                workshop.say("orders, %d lanes: the same by a bare loop", lanes);
                Load.Figures same = limits.same(lanes, recorded, communes.take(slice));
                int commits = Math.round((float) work.transactions() / slice);
                Load.Figures committed = limits.withCommits(lanes, recorded, commits, communes.take(slice));
                row(name, slice, work, same, committed);
            }
        }

        private void row(String name, int slice, JournalView.Work work, Load.Figures same, Load.Figures committed) {
            double instance = work.instanceSeconds() / slice;
            // What is left of the time of all lanes when nobody makes an instance.
            double without = 1 - work.instanceSeconds() / (lanes * work.seconds());
            table.row(
                    name,
                    lanes,
                    slice,
                    work.perMinute(),
                    same.perMinute(),
                    Table.percent(work.perMinute() / same.perMinute()),
                    committed.perMinute(),
                    Table.percent(work.perMinute() / committed.perMinute()));
            parts.row(
                    name,
                    lanes,
                    slice,
                    work.acceptedSeconds(),
                    work.seconds(),
                    work.transactions() / (double) slice,
                    instance > 0 ? 1000 * instance : Double.NaN,
                    instance > 0 ? Table.percent(work.perMinute() / without / same.perMinute()) : "–");
        }
    }
}
