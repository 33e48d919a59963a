package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static fr.beffroi.metering.internal.House.all;
import static fr.beffroi.metering.internal.House.reading;
import static fr.beffroi.metering.internal.House.withdrawal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision.HourSealed;
import fr.beffroi.store.internal.SqlStore;
import fr.beffroi.store.testing.OnPostgresql;
import fr.beffroi.store.testing.PostgresServer;
import fr.beffroi.store.testing.StoreUnderTest;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** PostgreSQL goes away in the midst of it: whoever got no answer sends again, and nothing is lost or counted twice. */
class LostAnswerTest {
    private static final int MANY = 10_000;

    @OnPostgresql
    void whatWasCommittedWithoutAnAnswerIsADuplicateWhenItIsSentAgain(StoreUnderTest data) throws Exception {
        try (Relay relay = relay(data);
                SqlStore store = throughRelay(data, relay);
                House house = new House(store)) {
            house.clock.set(NOVEMBER);
            List<Reading> some = IntStream.range(0, 300)
                    .mapToObj(i -> reading("r" + i, i % 2 == 0 ? NIMES : BERNIS, OCTOBER.plusSeconds(60L * i), "1.5"))
                    .toList();
            List<Reading> withdrawals = List.of(withdrawal("w7", some.get(7)), withdrawal("w8", some.get(8)));

            for (List<Reading> batch : List.of(some, withdrawals)) {
                relay.loseTheNextAnswer();
                Refusal refusal = assertThrows(Refusal.class, () -> house.metering.accept(STAFF, batch));
                assertEquals(Reason.UNAVAILABLE, refusal.reason());
                assertTrue(refusal.getMessage().contains("as a whole or not at all"), refusal.getMessage());
                assertEquals(Collections.nCopies(batch.size(), Outcome.DUPLICATE), outcomes(house, batch));
            }

            assertEquals(2, relay.lost());
            List<Reading> counted = new ArrayList<>(some);
            counted.addAll(withdrawals);
            assertEquals(Model.hourly(counted), house.metering.hourly(all(OCTOBER, NOVEMBER)));
        }
    }

    /** The journal has the entry, though whoever decided it heard nothing. */
    @OnPostgresql
    void anHourThatWasSealedWithoutAnAnswerIsNotSealedAgain(StoreUnderTest data) throws Exception {
        try (Relay relay = relay(data);
                SqlStore store = throughRelay(data, relay);
                House house = new House(store)) {
            outcomes(house, List.of(reading("r", NIMES, OCTOBER, "1")));
            house.clock.set(house.clock.instant().plus(Duration.ofHours(1)));
            Fence.moveOn(store, house.clock);
            // Of the page; the next is that of the decision.
            relay.loseTheNextAnswer();
            assertThrows(Refusal.class, house.metering::round);
            relay.loseTheNextAnswer();
            assertThrows(Refusal.class, house.metering::round);

            house.metering.round();

            assertEquals(2, relay.lost());
            assertEquals(
                    List.of(1L),
                    house.journal.read(0, MANY).stream()
                            .flatMap(entry -> entry.decision() instanceof HourSealed seal
                                    ? Optional.of(seal.readings()).stream()
                                    : Optional.<Long>empty().stream())
                            .toList());
            assertEquals(List.of(), house.metering.verify());
        }
    }

    @OnPostgresql
    void aPostgresqlThatCrashesWhileReadingsComeInLosesNone(StoreUnderTest data) throws Exception {
        try (House house = new House(data.store())) {
            house.clock.set(NOVEMBER);
            AtomicInteger acknowledged = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Reading> all = new ArrayList<>();
            List<Future<Void>> senders = new ArrayList<>();
            for (int sender = 0; sender < 4; sender++) {
                // The same for two of them each.
                List<List<Reading>> batches = batches(sender / 2);
                if (sender % 2 == 0) {
                    batches.forEach(all::addAll);
                }
                senders.add(threads.submit((Callable<Void>) () -> {
                    // Again and again: each crash is to find somebody who sends.
                    do {
                        batches.forEach(batch -> sendUntilTaken(house, batch, acknowledged, refused));
                    } while (!over.get());
                    return null;
                }));
            }
            try {
                for (int crash = 1; crash <= 3; crash++) {
                    int enough = 120 * crash;
                    await("some more are acknowledged", () -> acknowledged.get() > enough || refused.get() > MANY);
                    crash(data.database());
                }
            } finally {
                over.set(true);
            }
            for (Future<Void> sender : senders) {
                sender.get();
            }
            threads.shutdown();

            assertTrue(refused.get() > 0, "somebody noticed");
            assertEquals(Model.hourly(all), answered(() -> house.metering.hourly(all(OCTOBER, NOVEMBER))));
            house.clock.set(NOVEMBER.plus(Duration.ofDays(1)));
            answered(() -> {
                house.metering.round();
                return true;
            });
            assertEquals(List.of(), answered(house.metering::verify));
        }
    }

    private static List<List<Reading>> batches(int sender) {
        List<List<Reading>> batches = new ArrayList<>();
        for (int batch = 0; batch < 30; batch++) {
            List<Reading> readings = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Reading one = reading(sender + "-" + batch + "-" + i, NIMES, OCTOBER.plusSeconds(600L * batch), "0.5");
                readings.add(one);
                if (i == batch % 10) {
                    readings.add(withdrawal("w" + one.id(), one));
                }
            }
            batches.add(readings);
        }
        return batches;
    }

    private static void sendUntilTaken(
            House house, List<Reading> batch, AtomicInteger acknowledged, AtomicInteger refused) {
        await("the readings are taken", () -> {
            try {
                for (Receipt receipt : house.metering.accept(STAFF, batch)) {
                    assertTrue(receipt.outcome() != Outcome.REFUSED, receipt::sentence);
                }
                acknowledged.addAndGet(batch.size());
                return true;
            } catch (Refusal again) {
                assertEquals(Reason.UNAVAILABLE, again.reason());
                refused.incrementAndGet();
                return false;
            }
        });
    }

    /** Asked again while it is refused: connections that nobody has used since the crash are found broken one by one. */
    private static <T> T answered(Supplier<T> question) {
        AtomicReference<T> answer = new AtomicReference<>();
        await("it is answered", () -> {
            try {
                answer.set(question.get());
                return true;
            } catch (Refusal again) {
                assertEquals(Reason.UNAVAILABLE, again.reason());
                return false;
            }
        });
        return answer.get();
    }

    /** Kills the process of one connection, which has PostgreSQL end them all and recover from its log. */
    private static void crash(PostgresServer.Database database) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet process = statement.executeQuery("SELECT pg_backend_pid()")) {
            process.next();
            ProcessHandle.of(process.getLong(1)).orElseThrow().destroyForcibly();
        }
        await("PostgreSQL has recovered", () -> {
            try (Connection connection = connect(database);
                    Statement statement = connection.createStatement()) {
                return statement.execute("SELECT 1");
            } catch (SQLException notYet) {
                return false;
            }
        });
    }

    private static Connection connect(PostgresServer.Database database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "Waited in vain until " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static Relay relay(StoreUnderTest data) throws Exception {
        return new Relay(address(data).getPort());
    }

    private static URI address(StoreUnderTest data) {
        return URI.create(data.database().url().substring("jdbc:".length()));
    }

    private static SqlStore throughRelay(StoreUnderTest data, Relay relay) {
        PostgresServer.Database database = data.database();
        return SqlStore.postgres(
                "jdbc:postgresql://127.0.0.1:" + relay.port() + "/" + database.name(),
                database.user(),
                database.password());
    }

    private static List<Outcome> outcomes(House house, List<Reading> readings) {
        return house.metering.accept(STAFF, readings).stream()
                .map(Receipt::outcome)
                .toList();
    }
}
