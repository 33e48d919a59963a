package fr.beffroi.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A house on PostgreSQL whose communes use a service that is metered, and what its senders of readings were told. */
final class MeteredHouse {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Of each sender that sends batches; no other sends any of theirs, so that the roll-up makes nobody wait for anybody. */
    private static final int COMMUNES = 4;

    private static final int LANES = 4;
    private static final int ORDERING = 8;

    private final RunningHouse house;
    private final Postgresql.Database database;
    private final List<String> communes;
    private final Acknowledged acknowledged = new Acknowledged();
    private final AtomicInteger runs = new AtomicInteger();

    private MeteredHouse(RunningHouse house, Postgresql.Database database, List<String> communes) {
        this.house = house;
        this.database = database;
        this.communes = communes;
    }

    /** @param senders of batches that there are at most */
    static MeteredHouse start(Workshop workshop, Postgresql postgresql, int senders) throws Exception {
        Postgresql.Database database = postgresql.newDatabase();
        workshop.say("metering: starting a house");
        RunningHouse house = RunningHouse.start(workshop, LANES, database.environment());
        Communes declared = new Communes(COMMUNES * senders);
        house.settle(declared);
        List<String> communes = declared.take(COMMUNES * senders);
        try (JournalView journal = new JournalView(database)) {
            Offered offered = house.offering(Batch.OFFERING);
            OrdersBench.complete(workshop, Platform.of(house), journal, offered, ORDERING, communes);
        }
        house.awaitQuiet();
        return new MeteredHouse(house, database, communes);
    }

    RunningHouse house() {
        return house;
    }

    Postgresql.Database database() {
        return database;
    }

    /** What the senders of {@link #sender} were told; whoever sends in another way enters it too. */
    Acknowledged acknowledged() {
        return acknowledged;
    }

    /** One batch for each of so many senders, of sources that were never used. */
    List<Batch> batches(int senders, int size) {
        int run = runs.incrementAndGet();
        Instant time = Instant.now().truncatedTo(ChronoUnit.MICROS);
        List<Batch> batches = new ArrayList<>();
        for (int sender = 0; sender < senders; sender++) {
            int first = COMMUNES * sender % communes.size();
            batches.add(
                    new Batch("/bench/" + run + "/" + sender, communes.subList(first, first + COMMUNES), time, size));
        }
        return batches;
    }

    /** Senders that send one batch after the other over HTTP, and insist that all of it is accepted. */
    Load.Clients senders(List<Batch> batches) {
        return senders(house.port(), house.repeated(), house.operatorHeaders(), batches, acknowledged);
    }

    /** The same, to whoever answers at that port. */
    static Load.Clients senders(
            int port, AtomicInteger repeated, String headers, List<Batch> batches, Acknowledged acknowledged) {
        return client -> {
            Batch batch = batches.get(client);
            Batch.Request request = new Batch.Request(batch, headers);
            return new Platform.Client(port, repeated) {
                private long number;

                @Override
                public boolean once() throws IOException {
                    Wire.Reply reply = ask(request.numbered(++number), 200);
                    int accepted = outcomes(reply, "accepted");
                    if (accepted != batch.size()) {
                        throw new IllegalStateException("Accepted were " + accepted + " of " + batch.size()
                                + " readings: " + start(reply.text()));
                    }
                    acknowledged.add(batch);
                    return true;
                }
            };
        };
    }

    /** How many receipts of an answer say so. */
    static int outcomes(Wire.Reply reply, String outcome) {
        byte[] wanted = ("\"outcome\":\"" + outcome + "\"").getBytes(StandardCharsets.US_ASCII);
        byte[] body = reply.body();
        int found = 0;
        for (int from = 0; from <= body.length - wanted.length; from++) {
            int same = 0;
            while (same < wanted.length && body[from + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                found++;
            }
        }
        return found;
    }

    private static String start(String text) {
        return text.substring(0, Math.min(500, text.length()));
    }

    /** Asks the house as its operators do. */
    JsonNode ask(Wire wire, String path) throws IOException {
        return json(wire.send(Wire.request("GET", path, house.operatorHeaders(), "")));
    }

    static JsonNode json(Wire.Reply reply) throws IOException {
        return JSON.readTree(reply.expect(200).body());
    }

    /** Insists that the house has what was acknowledged, in its totals and in rows, and nothing else. */
    void check() throws IOException, SQLException {
        long readings = 0;
        BigDecimal quantity = BigDecimal.ZERO;
        Set<String> tenants = new HashSet<>();
        try (Wire wire = new Wire(house.port())) {
            for (JsonNode total : ask(wire, "/api/v1/usage/totals?offering=" + Batch.OFFERING + "&meter=" + Batch.METER)
                    .path("totals")) {
                readings += total.path("readings").longValue();
                quantity = quantity.add(total.path("quantity").decimalValue());
                tenants.add(total.path("tenant").asText());
            }
        }
        acknowledged.require("the house", readings, quantity);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*), coalesce(sum(quantity), 0) / " + Batch.UNIT + " FROM metering_reading")) {
            rows.next();
            acknowledged.require("its table of readings", rows.getLong(1), rows.getBigDecimal(2));
        }
        if (!communes.containsAll(tenants)) {
            throw new IllegalStateException("Readings were counted for other communes: " + tenants);
        }
    }

    /** So that each loop begins with as little to write behind it as the one before. */
    void checkpoint() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        }
    }
}
