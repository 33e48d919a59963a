package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.launcher.Login;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole house is killed while readings come in at every entrance. Whoever got no answer brings them again, and afterwards each
 * counts once. {@code BEFFROI_TEST_KILLS} says how often.
 */
abstract class KilledIntake {
    private static final int KILLS = Integer.parseInt(System.getenv().getOrDefault("BEFFROI_TEST_KILLS", "2"));
    /** Portions that each sender has for the time between two kills, and how many it has brought when the next one comes. */
    private static final int PORTIONS = 40;

    private static final int ENOUGH = 8;
    private static final String NIMES = "30189";
    private static final String BERNIS = "30036";
    private static final String CAISSARGUES = "30060";
    private static final String EVER = "?from=2020-01-01T00:00:00Z&to=2199-01-01T00:00:00Z";

    private final AtomicInteger lives = new AtomicInteger(1);
    private final AtomicBoolean over = new AtomicBoolean();
    private RunningHouse house;
    private Login operations;

    abstract Map<String, String> dataStore();

    @Test
    void eachReadingCountsOnceHoweverOftenTheHouseIsKilled(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws Exception {
        Distribution distribution = Distribution.copy(folder.resolve("distribution"))
                // Every reading is brought by somebody who logs in; what a password costs is no question here.
                .set("fr.beffroi.tenancy", "password.iterations", "1000");
        Map<String, String> settings = new HashMap<>(dataStore());
        settings.put("BEFFROI_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        ExecutorService threads = Executors.newCachedThreadPool();
        try (RunningHouse running = RunningHouse.start(distribution, folder.resolve("data"), settings)) {
            house = running;
            operations = house.credentials().of("ops");
            Town.in(folder.resolve("town")).apply(house);
            Publisher program = openActes();
            List<Sender> senders = List.of(
                    new Sender("batches", Entrances.batches(house, operations, BERNIS)),
                    new Sender("single events", Entrances.singleEvents(house, operations, CAISSARGUES)),
                    new Sender("the same in binary mode", Entrances.inBinaryMode(house, operations, CAISSARGUES)),
                    new Sender("acts", Entrances.acts(program)));
            List<? extends Future<?>> sending =
                    senders.stream().map(threads::submit).toList();
            for (int kill = 0; kill < KILLS; kill++) {
                awaitEnough(senders);
                house.kill();
                lives.incrementAndGet();
                house.start();
            }
            awaitEnough(senders);
            over.set(true);
            for (Future<?> one : sending) {
                one.get();
            }

            senders.forEach(Sender::bringAllAgain);
            assertTotals(senders);
            RunningHouse.Run verify = house.launcher("verify");
            assertEquals(0, verify.exit(), verify.output());
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    private void awaitEnough(List<Sender> senders) {
        int enough = (lives.get() - 1) * PORTIONS + ENOUGH;
        RunningHouse.await(
                "every sender has brought something since the house is back",
                () -> senders.stream().allMatch(sender -> sender.taken.get() >= enough || sender.failure != null));
    }

    /** An instance for each of the communes. */
    private Publisher openActes() {
        OsbClient platform = OsbClient.of(house.address(), house.credentials().of("platform"));
        for (String insee : List.of(NIMES, BERNIS, CAISSARGUES)) {
            String instance = ContractHouse.instance("actes-" + insee);
            platform.put(instance + "?accepts_incomplete=true", Town.ACTES.order(insee))
                    .expect(202);
            RunningHouse.await(
                    insee + " has its instance",
                    () -> platform.get(instance + "/last_operation")
                            .json()
                            .path("state")
                            .asText()
                            .equals("succeeded"));
        }
        JsonNode credentials = platform.put(
                        ContractHouse.instance("actes-" + NIMES) + "/service_bindings/programme", Town.ACTES.binding())
                .expect(201)
                .json()
                .path("credentials");
        return new Publisher(
                credentials.path("uri").asText(),
                credentials.path("username").asText(),
                credentials.path("password").asText());
    }

    private void assertTotals(List<Sender> senders) {
        int batches = senders.get(0).begun.get();
        assertTotal(BERNIS, "bytes-stored", Entrances.READINGS * batches, batches, Entrances.counted(batches));
        int singles = Math.max(senders.get(1).begun.get(), senders.get(2).begun.get());
        assertTotal(CAISSARGUES, "page-views", singles, 0, BigDecimal.valueOf(singles));
        int acts = senders.get(3).begun.get();
        // An act is published before its reading has come to the disk.
        RunningHouse.await(
                "the readings of all acts are there",
                () -> total(NIMES, "acts-published").path("readings").asInt() == acts);
        assertTotal(NIMES, "acts-published", acts, 0, BigDecimal.valueOf(acts));
    }

    private void assertTotal(String insee, String meter, int readings, int withdrawn, BigDecimal quantity) {
        JsonNode total = total(insee, meter);
        assertEquals(readings, total.path("readings").asInt(), total::toString);
        assertEquals(withdrawn, total.path("withdrawn").asInt(), total::toString);
        assertEquals(0, quantity.compareTo(new BigDecimal(total.path("quantity").asText())), total::toString);
    }

    private JsonNode total(String insee, String meter) {
        JsonNode totals = house.http()
                .get(operations, "/api/v1/usage/totals" + EVER + "&tenant=" + insee + "&offering=actes&meter=" + meter)
                .expect(200)
                .json()
                .path("totals");
        return StreamSupport.stream(totals.spliterator(), false).findFirst().orElse(totals);
    }

    /** Where readings come in. */
    interface Entrance {
        /**
         * Brings a portion; the same number is the same readings.
         *
         * @return what became of them, {@code accepted} or {@code duplicate}; nothing when there was no answer, or one that they
         *     can't be taken now
         */
        Set<String> bring(int portion);
    }

    /** Brings one portion after the other, and each until it is taken. */
    private final class Sender implements Runnable {
        private final String name;
        private final Entrance entrance;
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger taken = new AtomicInteger();
        private volatile Throwable failure;

        Sender(String name, Entrance entrance) {
            this.name = name;
            this.entrance = entrance;
        }

        @Override
        public void run() {
            try {
                while (!over.get()) {
                    int portion = taken.get();
                    if (portion < lives.get() * PORTIONS && bring(portion)) {
                        taken.incrementAndGet();
                    } else {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                    }
                }
            } catch (RuntimeException | Error e) {
                failure = e;
                throw e;
            }
        }

        private boolean bring(int portion) {
            begun.set(portion + 1);
            Set<String> outcomes = entrance.bring(portion);
            assertTrue(Set.of("accepted", "duplicate").containsAll(outcomes), () -> name + ": " + outcomes);
            return !outcomes.isEmpty();
        }

        /** An instance that is asked too often at once says so, and is asked again. */
        private Set<String> answered(int portion) {
            AtomicReference<Set<String>> outcomes = new AtomicReference<>();
            RunningHouse.await(name + " " + portion + " is answered", () -> {
                outcomes.set(entrance.bring(portion));
                return !outcomes.get().isEmpty();
            });
            return outcomes.get();
        }

        void bringAllAgain() {
            for (int portion = 0; portion < begun.get(); portion++) {
                Set<String> outcomes = answered(portion);
                boolean known = portion < taken.get();
                assertTrue(
                        outcomes.equals(Set.of("duplicate")) || !known && !outcomes.contains("refused"),
                        name + " " + portion + (known ? ", taken before: " : ": ") + outcomes);
            }
        }
    }
}
