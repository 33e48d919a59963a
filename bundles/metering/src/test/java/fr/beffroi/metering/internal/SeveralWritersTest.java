package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.CAISSARGUES;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static fr.beffroi.metering.internal.House.all;
import static fr.beffroi.metering.internal.House.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Brought;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Total;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Commits of readings that are under way at the same time, in one node and in two, meet and don't harm each other. */
class SeveralWritersTest {
    private static final List<Insee> TENANTS = List.of(BERNIS, CAISSARGUES, NIMES);

    /** Each batch is worth a writer of its own; keys and hours of all of them are the same, in other orders. */
    @OnBothStores
    void eightWritersOnEachOfTwoNodesNeverWaitForEachOtherInACircle(StoreUnderTest data) throws Exception {
        Watched store = new Watched(data.store());
        Watched another = new Watched(data.another());
        try (House one = new House(store);
                House other = new House(another)) {
            one.clock.set(NOVEMBER);
            other.clock.set(NOVEMBER);
            List<Reading> readings = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                readings.add(reading("r" + i, TENANTS.get(i % 3), OCTOBER.plus(Duration.ofHours(i % 7)), "1"));
            }
            List<Callable<Integer>> writers = new ArrayList<>();
            for (int writer = 0; writer < 16; writer++) {
                House house = writer % 2 == 0 ? one : other;
                Random random = new Random(writer);
                writers.add(() -> ExactlyOnceTest.send(house, readings, random, GroupCommit.WORTH_A_WRITER, 200));
            }

            assertEquals(readings.size(), ExactlyOnceTest.sumOf(writers), "each was accepted by exactly one call");
            assertEquals(List.of(), List.copyOf(store.failures), "none had to make way");
            assertEquals(List.of(), List.copyOf(another.failures));
            assertEquals(21, one.metering.hourly(all(OCTOBER, NOVEMBER)).size());
            assertEquals(
                    BigDecimal.valueOf(readings.size()).setScale(6),
                    one.metering.totals(all(OCTOBER, NOVEMBER)).stream()
                            .map(Total::quantity)
                            .reduce(BigDecimal.ZERO, BigDecimal::add));
        }
    }

    @OnBothStores
    void whoHadToMakeWayTriesAgain(Store store) throws Exception {
        AtomicInteger left = new AtomicInteger();
        Watched broken = new Watched(store) {
            @Override
            public <R> R write(Function<Handle, R> changes) {
                if (left.getAndDecrement() > 0) {
                    throw new Refusal(Reason.UNAVAILABLE, "In each other's way.", new SQLException("", "40P01"));
                }
                return super.write(changes);
            }
        };
        try (House house = new House(broken)) {
            left.set(2);
            assertEquals(
                    Outcome.ACCEPTED,
                    house.metering
                            .accept(STAFF, List.of(reading("r", NIMES, OCTOBER, "1")))
                            .get(0)
                            .outcome());
        }
    }

    @OnBothStores
    void whatSeveralInstancesBringSharesACommitAndOnlyWhatIsForbiddenIsRefused(Store store) throws Exception {
        try (House house = new House(store)) {
            house.metering.accept(STAFF, List.of(reading("first", NIMES, OCTOBER, "1")));
            List<Receipt> receipts = house.metering.acceptAll(List.of(
                    new Brought(Actor.service(NIMES, "actes"), List.of(reading("a", NIMES, OCTOBER, "1"))),
                    new Brought(
                            Actor.service(BERNIS, "actes"),
                            List.of(reading("b", BERNIS, OCTOBER, "1"), reading("c", NIMES, OCTOBER, "1"))),
                    new Brought(
                            Actor.service(CAISSARGUES, "actes"),
                            List.of(
                                    reading("d", CAISSARGUES, OCTOBER, "1"),
                                    reading("d", CAISSARGUES, OCTOBER, "1")))));

            assertEquals(
                    List.of(Outcome.ACCEPTED, Outcome.REFUSED, Outcome.REFUSED, Outcome.ACCEPTED, Outcome.DUPLICATE),
                    receipts.stream().map(Receipt::outcome).toList());
            assertTrue(receipts.get(1).sentence().contains("records its own use only"), receipts::toString);
        }
    }

    /** A store that remembers what failed. */
    private static class Watched implements Store {
        final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final Store store;

        Watched(Store store) {
            this.store = store;
        }

        @Override
        public Dialect dialect() {
            return store.dialect();
        }

        @Override
        public <R> R read(Function<Handle, R> queries) {
            return store.read(queries);
        }

        @Override
        public <R> R write(Function<Handle, R> changes) {
            try {
                return store.write(changes);
            } catch (Refusal e) {
                failures.add(e.getMessage());
                throw e;
            }
        }

        @Override
        public void migrate(String room, ClassLoader migrations) {
            store.migrate(room, migrations);
        }
    }
}
