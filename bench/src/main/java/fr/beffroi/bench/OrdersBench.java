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
        Map<String, LdapScript> scripts = record(postgresql);
        Table table = new Table(
                "Orders completed, PostgreSQL and OpenLDAP",
                "offering",
                "lanes",
                "communes",
                "orders/min",
                "limit/min",
                "of the limit",
                "limit with commits/min",
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
                "of the limit without instance");
        for (int lanes : size.lanes()) {
            measure(postgresql, lanes, scripts, table, parts);
        }
        scripts.forEach((name, script) ->
                table.note("Each order of " + name + " asks the directory " + script.summary() + "."));
        table.note(
                "Limit: a bare loop with as many threads as lanes that asks the same of the same servers, without journal,"
                        + " register and HTTP; for " + INSTANCE + " the database is made, the instance is not.");
        table.note("With commits: the same, and as many transactions of one row each as the journal had for an order.");
        parts.note(
                "Transactions: of the journal. Instance: from the database to the working instance, which the limit doesn't make; without"
                        + " it: when this time is taken out of that of the lanes.");
        return List.of(table, parts);
    }

    /** What an order asks of the directory, written down while a house carries one out. */
    private Map<String, LdapScript> record(Postgresql postgresql) throws Exception {
        workshop.say("orders: writing down what one order asks of the directory");
        Slapd slapd = Slapd.start(workshop);
        LdapRecorder recorder = workshop.keep(LdapRecorder.start(slapd));
        Postgresql.Database database = postgresql.newDatabase();
        Map<String, String> settings = new HashMap<>(database.environment());
        settings.putAll(slapd.environment(recorder.port()));
        Communes communes = new Communes(2);
        RunningHouse house = RunningHouse.start(workshop, 1, settings);
        house.settle(communes, slapd);
        Platform platform = Platform.of(house);
        Map<String, LdapScript> scripts = new HashMap<>();
        try (JournalView journal = new JournalView(database)) {
            for (String name : List.of(GROUP, INSTANCE)) {
                List<String> commune = communes.take(1);
                int before = recorder.about(commune.get(0)).requests().size();
                complete(platform, journal, house.offering(name), commune);
                LdapScript whole = recorder.about(commune.get(0));
                LdapScript order = new LdapScript(
                        whole.insee(),
                        whole.requests().subList(before, whole.requests().size()));
                workshop.say("orders: %s asks %s", name, order.summary());
                scripts.put(name, order);
            }
        }
        workshop.end(house);
        workshop.end(recorder);
        return scripts;
    }

    private void measure(Postgresql postgresql, int lanes, Map<String, LdapScript> scripts, Table table, Table parts)
            throws Exception {
        Slapd slapd = Slapd.start(workshop);
        Postgresql.Database database = postgresql.newDatabase();
        Postgresql.Database bare = postgresql.newDatabase();
        Map<String, String> settings = new HashMap<>(database.environment());
        settings.putAll(slapd.environment());
        workshop.say("orders, %d lanes: starting a house", lanes);
        RunningHouse house = RunningHouse.start(workshop, lanes, settings);
        Communes communes = new Communes(
                size.firstGroups() + size.instances().get(0) + 3 * (sum(size.groups()) + sum(size.instances())));
        house.settle(communes, slapd);
        Platform platform = Platform.of(house);
        try (JournalView journal = new JournalView(database);
                PostgresTenantDatabases databases =
                        new PostgresTenantDatabases(bare.url(), bare.user(), bare.password(), lanes);
                Commits commits = Commits.on(bare)) {
            BareOrders limit = new BareOrders(slapd, databases, commits);
            Slices slices = new Slices(lanes, house, platform, journal, limit, communes, table, parts);
            slices.measure(GROUP, scripts.get(GROUP), "", size.firstGroups(), size.groups());
            slices.measure(
                    INSTANCE, scripts.get(INSTANCE), INSTANCE, size.instances().get(0), size.instances());
        }
        house.noteRepeated(table);
        workshop.end(house);
        workshop.end(slapd);
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
        private final BareOrders limit;
        private final Communes communes;
        private final Table table;
        private final Table parts;

        private Slices(
                int lanes,
                RunningHouse house,
                Platform platform,
                JournalView journal,
                BareOrders limit,
                Communes communes,
                Table table,
                Table parts) {
            this.lanes = lanes;
            this.house = house;
            this.platform = platform;
            this.journal = journal;
            this.limit = limit;
            this.communes = communes;
            this.table = table;
            this.parts = parts;
        }

        private void measure(String name, LdapScript script, String service, int first, List<Integer> slices)
                throws Exception {
            Offered offered = house.offering(name);
            workshop.say("orders, %d lanes: %s for %d communes, to warm up", lanes, name, first);
            complete(platform, journal, offered, communes.take(first));
            for (int slice : slices) {
                house.awaitQuiet();
                workshop.say("orders, %d lanes: %s for %d communes", lanes, name, slice);
                JournalView.Work work = complete(platform, journal, offered, communes.take(slice));
                house.awaitQuiet();
                workshop.say("orders, %d lanes: the same by a bare loop", lanes);
                Load.Figures bare = limit.measure(lanes, script, service, 0, communes.take(slice));
                int commits = Math.round((float) work.transactions() / slice);
                Load.Figures committed = limit.measure(lanes, script, service, commits, communes.take(slice));
                row(name, slice, work, bare, committed);
            }
        }

        private void row(String name, int slice, JournalView.Work work, Load.Figures bare, Load.Figures committed) {
            double instance = work.instanceSeconds() / slice;
            // What is left of the time of all lanes when nobody makes an instance.
            double without = 1 - work.instanceSeconds() / (lanes * work.seconds());
            table.row(
                    name,
                    lanes,
                    slice,
                    work.perMinute(),
                    bare.perMinute(),
                    Table.percent(work.perMinute() / bare.perMinute()),
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
                    instance > 0 ? Table.percent(work.perMinute() / without / bare.perMinute()) : "–");
        }
    }
}
