package fr.beffroi.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a platform asks most: the catalogue, an order that stands at once, and how far an order is. Beside them a bare servlet that
 * answers the same bytes, and a bare loop of commits.
 */
final class HttpBench {
    /** The offering for which nothing has to be made anywhere. */
    private static final String IMMEDIATE = "dpo";

    private final Workshop workshop;
    private final Size size;
    private final List<String> versions = new ArrayList<>();

    HttpBench(Workshop workshop, Size size) {
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
        List<Table> tables = new ArrayList<>();
        Path folder = workshop.newFolder("sqlite");
        try (Commits commits = Commits.onSqlite(folder)) {
            tables.add(measure("SQLite, embedded directory", Map.of(), Optional.empty(), commits));
        }
        Map<String, String> outside = new HashMap<>(postgresql.newDatabase().environment());
        outside.putAll(slapd.environment());
        try (Commits commits = Commits.on(postgresql.newDatabase())) {
            tables.add(measure("PostgreSQL, OpenLDAP", outside, Optional.of(slapd), commits));
        }
        return tables;
    }

    private Table measure(String setUp, Map<String, String> settings, Optional<Slapd> directory, Commits commits)
            throws Exception {
        Communes communes = new Communes(size.provisions() * (1 + size.clients().size()));
        workshop.say("http, %s: starting a house", setUp);
        RunningHouse house = RunningHouse.start(workshop, 4, settings);
        if (directory.isPresent()) {
            house.settle(communes, directory.get());
        } else {
            house.settle(communes);
        }
        Platform platform = Platform.of(house);
        Offered offered = house.offering(IMMEDIATE);
        List<String> provisioned = communes.take(size.provisions());
        int status = platform.order(offered, 4, provisioned).status();
        Map<Integer, Load.Figures> provisions = provisions(setUp, house, platform, offered, communes);
        Path recorded = workshop.newFolder("recorded");
        Map<String, Map<Integer, Load.Figures>> reads = new LinkedHashMap<>();
        for (Map.Entry<String, List<byte[]>> read :
                reads(house, offered, platform.headers(), provisioned, recorded).entrySet()) {
            reads.put(read.getKey(), read(setUp, house.port(), house.repeated(), read.getKey(), read.getValue()));
        }
        house.stop();
        workshop.end(house);
        Table table = table(setUp);
        house.noteRepeated(table);
        Map<String, Map<Integer, Load.Figures>> limits = limits(setUp, platform.headers(), recorded, reads.keySet());
        reads.forEach((name, figures) -> figures.forEach((clients, one) ->
                row(table, name, clients, one, limits.get(name).get(clients))));
        for (Map.Entry<Integer, Load.Figures> one : provisions.entrySet()) {
            workshop.say("http, %s: the limit for orders, %d clients", setUp, one.getKey());
            commits.measure(one.getKey(), size.provisions(), "warm-up");
            Load.Figures limit =
                    commits.measure(one.getKey(), one.getValue().count(), offered.body(provisioned.get(0)));
            row(table, "provision (" + IMMEDIATE + ", " + status + ")", one.getKey(), one.getValue(), limit);
        }
        return table;
    }

    private static Table table(String setUp) {
        return new Table(
                        "Requests, " + setUp,
                        "request",
                        "clients",
                        "requests/s",
                        "p50 ms",
                        "p99 ms",
                        "limit/s",
                        "limit p50 ms",
                        "limit p99 ms",
                        "of the limit")
                .note("Limit of the reads: a bare Jetty servlet that answers the same bytes, without log-in.")
                .note("Limit of provision: as many transactions of one row each on the same kind of data store.");
    }

    private Map<Integer, Load.Figures> provisions(
            String setUp, RunningHouse house, Platform platform, Offered offered, Communes communes) throws Exception {
        Map<Integer, Load.Figures> provisions = new LinkedHashMap<>();
        for (int clients : size.clients()) {
            house.awaitQuiet();
            workshop.say("http, %s: %d orders by %d clients", setUp, size.provisions(), clients);
            List<String> slice = communes.take(size.provisions());
            provisions.put(clients, platform.order(offered, clients, slice).figures());
        }
        house.awaitQuiet();
        return provisions;
    }

    private static void row(Table table, String name, int clients, Load.Figures figures, Load.Figures limit) {
        table.row(
                name,
                clients,
                figures.perSecond(),
                figures.millis(0.5),
                figures.millis(0.99),
                limit.perSecond(),
                limit.millis(0.5),
                limit.millis(0.99),
                Table.percent(figures.perSecond() / limit.perSecond()));
    }

    /** The requests by name, and the answer of each where the bare servlet finds it. */
    private static Map<String, List<byte[]>> reads(
            RunningHouse house, Offered offered, String headers, List<String> provisioned, Path recorded)
            throws Exception {
        Map<String, List<byte[]>> requests = new LinkedHashMap<>();
        try (Wire wire = new Wire(house.port())) {
            byte[] catalog = Wire.request("GET", "/v2/catalog", headers, "");
            Wire.Reply whole = wire.send(catalog).expect(200);
            requests.put("catalog", List.of(catalog));
            BareServlet.record(recorded, "catalog", whole);
            byte[] known =
                    Wire.request("GET", "/v2/catalog", headers + "If-None-Match: " + whole.header("ETag") + "\r\n", "");
            requests.put("catalog-unchanged", List.of(known));
            BareServlet.record(recorded, "catalog-unchanged", wire.send(known).expect(304));
            List<byte[]> operations = provisioned.stream()
                    .map(insee -> offered.lastOperation(headers, insee))
                    .toList();
            requests.put("last_operation", operations);
            BareServlet.record(
                    recorded, "last_operation", wire.send(operations.get(0)).expect(200));
        }
        return requests;
    }

    private Map<String, Map<Integer, Load.Figures>> limits(
            String setUp, String headers, Path recorded, Iterable<String> names) throws Exception {
        int port = Workshop.freePort();
        Child servlet = BareServlet.start(workshop, port, recorded);
        Map<String, Map<Integer, Load.Figures>> limits = new LinkedHashMap<>();
        for (String name : names) {
            List<byte[]> requests = List.of(Wire.request("GET", "/" + name, headers, ""));
            limits.put(name, read(setUp + ", the limit", port, new AtomicInteger(), name, requests));
        }
        workshop.end(servlet);
        return limits;
    }

    private Map<Integer, Load.Figures> read(
            String setUp, int port, AtomicInteger repeated, String name, List<byte[]> requests) throws Exception {
        Map<Integer, Load.Figures> figures = new LinkedHashMap<>();
        Load.Clients reader = client -> new Platform.Client(port, repeated) {
            private int next = client;

            @Override
            public boolean once() throws Exception {
                ask(requests.get(next++ % requests.size()), 200, 304);
                return true;
            }
        };
        Load.run(4, size.warmUp(), reader);
        for (int clients : size.clients()) {
            workshop.say("http, %s: %s by %d clients", setUp, name, clients);
            Load.run(clients, size.warmUp().dividedBy(2), reader);
            figures.put(clients, Load.run(clients, size.time(), reader));
        }
        return figures;
    }
}
