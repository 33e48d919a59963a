package fr.beffroi.broker;

import static fr.beffroi.broker.Counter.OPS;
import static fr.beffroi.broker.Counter.PLATFORM;
import static fr.beffroi.broker.Town.BERNIS;
import static fr.beffroi.broker.Town.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.Subscription.State;
import fr.beffroi.api.Terms;
import fr.beffroi.journal.internal.SqlJournal;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A house that ran before there were terms, changes and bindings goes on: its entries have none of the newer fields. */
class OldJournalTest {
    private static final String V001 = "db/migration/broker/V001__catalogue_and_subscriptions.sql";
    private static final Map<String, Object> CONTENT =
            Map.of("organization_guid", "30189", "space_guid", "mairie", "parameters", Map.of("delay", 3));

    @TempDir
    private Path folder;

    private Store store;
    private long number;

    @BeforeEach
    void anOldHouse(Store given) throws Exception {
        store = given;
        SqlJournal.open(store, new MovingClock()).close();
        migrateAsBefore();
        store.write(sql -> {
            entry(sql, "OfferingPublished", null, offering("1.0.0"));
            ordered(sql, "s-1", NIMES.code());
            step(sql, "s-1", NIMES.code(), "StepDone", "directory");
            step(sql, "s-1", NIMES.code(), "StepDone", "instance");
            entry(sql, "OperationSucceeded", NIMES.code(), of("s-1", NIMES.code(), ""));
            ordered(sql, "s-2", BERNIS.code());
            step(sql, "s-2", BERNIS.code(), "StepDone", "directory");
            entry(sql, "OperationSucceeded", BERNIS.code(), of("s-2", BERNIS.code(), ""));
            entry(
                    sql,
                    "EndOrdered",
                    BERNIS.code(),
                    "{\"commune\":\"30036\",\"operation\":\"end-s-2\",\"subscription\":\"s-2\"}");
            sql.execute("INSERT INTO broker_content (operation, content) VALUES (?, ?)", "o-s-1", Json.write(CONTENT));
            // What the register said; it is told anew.
            sql.execute(
                    "INSERT INTO broker_subscription (number, id, tenant, offering, plan, digest, state, ordered_at,"
                            + " ordered_by, operation) VALUES (2, 's-1', '30189', 'a', 'p', 'd', 'ACTIVE', 0, 'o-s-1',"
                            + " 'o-s-1')");
            sql.execute("INSERT INTO broker_operation (id, subscription, kind, state, description, steps, leftovers,"
                    + " started_at) VALUES ('o-s-1', 2, 'SUBSCRIBE', 'SUCCEEDED', '', '[\"directory\"]', '[]', 0)");
            sql.execute("INSERT INTO journal_projection (name, number) VALUES ('broker', ?)", number);
            return null;
        });
    }

    /** With the files of then only. */
    private void migrateAsBefore() throws Exception {
        Path copy = folder.resolve(V001);
        Files.createDirectories(copy.getParent());
        try (InputStream file = getClass().getClassLoader().getResourceAsStream(V001)) {
            Files.copy(file, copy);
        }
        try (URLClassLoader before =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            store.migrate("broker", before);
        }
    }

    @OnBothStores
    void whatStoodStands() {
        try (Counter counter = new Counter(store)) {
            Offering actes = counter.broker.catalogue().get(0);
            assertEquals(Terms.PLAIN, actes.terms());
            assertEquals(List.of(), actes.hosted().orElseThrow().otherVersions());

            Subscription one = counter.find("s-1");
            assertEquals(State.ACTIVE, one.state());
            assertEquals(Optional.of("1.0.0"), one.version());
            assertEquals(Map.of("delay", 3), one.parameters());
            assertEquals(Map.of("organization_guid", "30189", "space_guid", "mairie"), one.context());
            assertEquals(List.of("directory", "instance"), one.operation().standing());
            assertEquals(2, one.operation().steps().size());
            assertEquals(List.of(), one.awaited());

            Subscription leaving = counter.find("s-2");
            assertEquals(State.LEAVING, leaving.state());
            assertEquals(Optional.empty(), leaving.endsAt());
            assertEquals(List.of("directory"), leaving.operation().standing());
            assertTrue(counter.journal().verify(done -> {}).findings().stream()
                    .noneMatch(finding -> finding.contains("projection")));
        }
    }

    @OnBothStores
    void lifeGoesOn() {
        try (Counter counter = new Counter(store)) {
            assertTrue(counter.broker.order(PLATFORM, sameAgain()).repeated(), "the order of then is still the same");
            counter.succeed("s-2");
            assertEquals(State.CLOSED, counter.state("s-2"));
            Operation end = counter.broker.order(OPS, Counter.end("s-1")).operation();
            assertEquals(List.of("directory", "instance"), end.standing());
            counter.succeed("s-1");
            assertEquals(Map.of(), counter.find("s-1").parameters());
        }
    }

    private static Order.Subscribe sameAgain() {
        Map<String, Object> context = new HashMap<>(CONTENT);
        context.remove("parameters");
        return new Order.Subscribe("s-1", NIMES, "actes-id", "actes-essentiel", Map.of("delay", 3), context);
    }

    @OnBothStores
    void whoeverRanWhatTheCatalogueNamedWentWithIt() {
        store.write(sql -> {
            entry(sql, "OfferingPublished", null, offering("1.1.0"));
            return null;
        });
        try (Counter counter = new Counter(store)) {
            assertEquals(Optional.of("1.1.0"), counter.find("s-1").version());
        }
    }

    private void ordered(Handle sql, String id, String commune) {
        entry(
                sql,
                "SubscriptionOrdered",
                commune,
                "{\"commune\":\"" + commune + "\",\"content\":\"" + Json.digest(CONTENT)
                        + "\",\"offering\":\"actes-id\",\"operation\":\"o-" + id
                        + "\",\"plan\":\"actes-essentiel\",\"subscription\":\"" + id + "\"}");
    }

    private void step(Handle sql, String id, String commune, String kind, String step) {
        entry(sql, kind, commune, of(id, commune, ",\"step\":\"" + step + "\""));
    }

    private static String of(String id, String commune, String more) {
        return "{\"commune\":\"" + commune + "\",\"operation\":\"o-" + id + "\",\"subscription\":\"" + id + "\"" + more
                + "}";
    }

    private static String offering(String version) {
        return "{\"offering\":{\"description\":\"Un service.\",\"hosted\":{\"symbolicName\":\"fr.beffroi.service.actes\","
                + "\"version\":\"" + version + "\"},\"id\":\"actes-id\",\"meters\":[],\"name\":\"actes\","
                + "\"openToVisitors\":false,\"plans\":[{\"description\":\"Une formule.\",\"id\":\"actes-essentiel\","
                + "\"name\":\"essentiel\",\"provisionalUnitCosts\":{}}],\"tags\":[],\"title\":\"Actes\",\"units\":[]}}";
    }

    /** As it lies in the table; nobody looks at the hash here. */
    private void entry(Handle sql, String kind, String tenant, String body) {
        number++;
        sql.execute(
                "INSERT INTO journal_entry (number, at, by, kind, tenant, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
                number,
                Rows.micros(MovingClock.START),
                "staff/ops",
                kind,
                tenant,
                body,
                "0".repeat(64));
        sql.execute("UPDATE journal_head SET number = ?, at = ? WHERE id = 1", number, Rows.micros(MovingClock.START));
    }
}
