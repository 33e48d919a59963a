package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed just before and just after every change that an operation asks of the journal, the directory, the data store
 * and hosting. Started again, the house has to bring the operation to its end by itself, and to hold exactly what the journal says.
 *
 * <p>Which changes there are is recorded from an undisturbed run. To save starts each of many communes is held at a point of its own,
 * and then the one process of them all is killed. A second kill hits the recovery, at points drawn at random.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PowerCuts {
    private static final long SEED = 3;
    /** From the last entry to where it is held. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(20);

    private final Map<Undertaking, List<Point>> points = new LinkedHashMap<>();
    private final Map<Town.Service, Map<String, Life>> lives = new HashMap<>();
    private final ExecutorService platforms = Executors.newCachedThreadPool();
    private final Random random = new Random(SEED);
    private Instant begun;
    private Targets targets;
    private RunningHouse house;
    private Barrier barrier;
    private Agreement agreement;
    private List<String> communes;
    private int cuts;

    abstract Targets targets(Path folder);

    /** What is done to a subscription, in the order of a life, and how it stands before. */
    private enum Undertaking {
        SUBSCRIBE(Town.ACTES, Life.State.GONE, false, Life.Wish.SUBSCRIBE),
        CHANGE(Town.ACTES, Life.State.ACTIVE, false, Life.Wish.CHANGE),
        UPGRADE(Town.ACTES, Life.State.ACTIVE, false, Life.Wish.UPGRADE),
        SUSPEND(Town.ACTES, Life.State.ACTIVE, false, Life.Wish.SUSPEND),
        RESUME(Town.ACTES, Life.State.SUSPENDED, false, Life.Wish.RESUME),
        UNSUBSCRIBE(Town.ACTES, Life.State.ACTIVE, false, Life.Wish.UNSUBSCRIBE),
        UNSUBSCRIBE_WHAT_IS_SUSPENDED(Town.ACTES, Life.State.SUSPENDED, false, Life.Wish.UNSUBSCRIBE),
        SUBSCRIBE_TO_WHAT_IS_NOT_HOSTED(Town.ANNUAIRE, Life.State.GONE, false, Life.Wish.SUBSCRIBE),
        BIND(Town.ANNUAIRE, Life.State.ACTIVE, false, Life.Wish.BIND),
        SUSPEND_WHAT_IS_BOUND(Town.ANNUAIRE, Life.State.ACTIVE, true, Life.Wish.SUSPEND),
        RESUME_WHAT_IS_BOUND(Town.ANNUAIRE, Life.State.SUSPENDED, true, Life.Wish.RESUME),
        UNBIND(Town.ANNUAIRE, Life.State.ACTIVE, true, Life.Wish.UNBIND),
        UNSUBSCRIBE_WHAT_IS_BOUND(Town.ANNUAIRE, Life.State.ACTIVE, true, Life.Wish.UNSUBSCRIBE);

        private final Town.Service service;
        private final Life.State before;
        private final boolean bound;
        private final Life.Wish wish;

        Undertaking(Town.Service service, Life.State before, boolean bound, Life.Wish wish) {
            this.service = service;
            this.before = before;
            this.bound = bound;
            this.wish = wish;
        }
    }

    @BeforeAll
    void openTheHouse(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
        begun = Instant.now();
        targets = targets(folder);
        Town town = Town.in(folder.resolve("town"), Town.VERSION, List.of(Town.OTHER_VERSION));
        communes = town.communes();
        Distribution distribution = Distribution.copy(folder.resolve("distribution"))
                .withCheckpoints()
                .withOtherVersion()
                .withALaneForEach(communes)
                // Many starts: what a password costs is no question here.
                .set("fr.beffroi.tenancy", "password.iterations", "1000");
        Map<String, String> settings = new HashMap<>(targets.settings());
        // Starts sooner; nor is how fast it runs.
        settings.put("BEFFROI_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        house = RunningHouse.start(distribution, folder.resolve("data"), settings);
        town.apply(house);
        barrier = new Barrier(house.data());
        Operations operations = new Operations(house);
        agreement = new Agreement(house, targets, operations);
        OsbClient platform = OsbClient.of(house.address(), house.credentials().of("platform"));
        for (Town.Service service : List.of(Town.ACTES, Town.ANNUAIRE)) {
            Map<String, Life> ofService = new LinkedHashMap<>();
            communes.forEach(insee -> ofService.put(insee, new Life(insee, service, platform, operations)));
            lives.put(service, ofService);
        }
        recordAnUndisturbedLife();
    }

    private void recordAnUndisturbedLife() {
        for (Undertaking undertaking : Undertaking.values()) {
            Life life = lives.get(undertaking.service).get(communes.get(0));
            life.settle(undertaking.before, undertaking.bound);
            int before = barrier.count(life.insee());
            life.fulfil(undertaking.wish);
            points.put(undertaking, Point.around(barrier.calls(life.insee(), before)));
        }
    }

    @AfterAll
    void leaveNothingRunning() {
        System.out.printf(
                "%d points, %d power cuts, %d s%n",
                points.values().stream().mapToInt(List::size).sum(),
                cuts,
                Duration.between(begun, Instant.now()).toSeconds());
        platforms.shutdownNow();
        if (house != null) {
            house.close();
        }
        if (targets != null) {
            targets.close();
        }
    }

    @Test
    void everyUndertakingChangesSomething() {
        points.forEach((undertaking, all) -> assertTrue(all.size() > 2, undertaking + " passes " + all));
    }

    @TestFactory
    Stream<DynamicContainer> aPowerCutAtAnyPointLosesNothingAndLeavesNothing() {
        return rounds(false);
    }

    @TestFactory
    @EnabledIfEnvironmentVariable(named = "BEFFROI_TEST_POWER_CUTS", matches = "required")
    Stream<DynamicContainer> aSecondPowerCutDuringTheRecoveryLosesNothingAndLeavesNothing() {
        return rounds(true);
    }

    /** All points of all undertakings, as many at a time as there are communes. */
    private Stream<DynamicContainer> rounds(boolean twice) {
        List<Aim> aims = new ArrayList<>();
        points.forEach((undertaking, all) -> all.forEach(point -> aims.add(new Aim(undertaking, point))));
        int each = communes.size();
        return IntStream.range(0, (aims.size() + each - 1) / each)
                .mapToObj(round -> dynamicContainer(
                        "round " + (round + 1),
                        Stream.of(aims.subList(round * each, Math.min(aims.size(), (round + 1) * each)))
                                .flatMap(some -> new Round(some, twice).play().stream())));
    }

    /** Where one commune is when the power is cut. */
    private record Aim(Undertaking undertaking, Point point) {
        @Override
        public String toString() {
            return undertaking + ", " + point;
        }
    }

    /** One process that is killed while each of its communes is somewhere else. */
    private final class Round {
        private final boolean twice;
        private final Map<Life, Aim> held = new LinkedHashMap<>();
        private final Map<Life, CompletableFuture<Integer>> answers = new HashMap<>();
        private final Map<Life, String> outcomes = new ConcurrentHashMap<>();
        /** Since when each is known to have ended, by {@link System#nanoTime}. */
        private final Map<Life, Long> over = new HashMap<>();

        Round(List<Aim> aims, boolean twice) {
            this.twice = twice;
            for (int i = 0; i < aims.size(); i++) {
                held.put(lives.get(aims.get(i).undertaking().service).get(communes.get(i)), aims.get(i));
            }
        }

        private Life.Wish wish(Life life) {
            return held.get(life).undertaking().wish;
        }

        List<DynamicTest> play() {
            together(life -> life.settle(
                    held.get(life).undertaking().before, held.get(life).undertaking().bound));
            held.forEach((life, aim) -> barrier.arm(life.insee(), aim.point()));
            for (Life life : held.keySet()) {
                life.choose(wish(life));
                answers.put(life, CompletableFuture.supplyAsync(() -> life.ask(wish(life)), platforms));
            }
            held.forEach((life, aim) -> RunningHouse.await(
                    life.id() + " is held: " + aim, () -> barrier.isReached(life.insee()) || isOverWithoutUs(life)));
            List<Life> missed = held.keySet().stream()
                    .filter(life -> !barrier.isReached(life.insee()))
                    .toList();
            cut();
            if (twice) {
                cutTheRecovery();
            }
            house.awaitReady();
            together(this::recover);
            missed.forEach(life -> outcomes.put(life, "never came there"));
            Instant now = Instant.now();
            List<DynamicTest> tests = new ArrayList<>();
            held.forEach((life, aim) -> {
                System.out.printf(
                        "%4d s  %s%s: %s%n",
                        Duration.between(begun, now).toSeconds(), aim, twice ? ", then again" : "", outcomes.get(life));
                tests.add(dynamicTest(aim.toString(), () -> assertEquals("as wished", outcomes.get(life))));
            });
            // Now, not when the test is run: by then the next round has begun.
            List<String> disagreements = agreement.disagreements();
            tests.add(dynamicTest("everything is as the journal says", () -> assertEquals(List.of(), disagreements)));
            return tests;
        }

        private void cut() {
            house.kill();
            cuts++;
            held.keySet().forEach(life -> barrier.release(life.insee()));
            if (!twice) {
                house.startProcess();
            }
        }

        /** Somewhere on the way that the recovery takes, or nowhere when it has nothing to do there. */
        private void cutTheRecovery() {
            held.forEach((life, aim) -> {
                List<Point> all = points.get(aim.undertaking());
                barrier.arm(life.insee(), all.get(random.nextInt(all.size())));
            });
            house.startProcess();
            RunningHouse.await(
                    "the recovery is held or over",
                    () -> held.keySet().stream().allMatch(life -> barrier.isReached(life.insee()) || isOver(life)));
            house.kill();
            cuts++;
            held.keySet().forEach(life -> barrier.release(life.insee()));
            house.startProcess();
        }

        /**
         * Whether it has ended, though it should have been held: what it does isn't always the same. Everybody sees its last entry a moment
         * before it is held after it.
         */
        private boolean isOverWithoutUs(Life life) {
            return answers.get(life).isDone()
                    && isOver(life)
                    && System.nanoTime() - over.computeIfAbsent(life, first -> System.nanoTime())
                            > ON_ITS_WAY.toNanos();
        }

        private boolean isOver(Life life) {
            try {
                return !life.isUnderWay(wish(life));
            } catch (RuntimeException notYetAnswering) {
                return false;
            }
        }

        /** Whoever got no answer asks again, as platforms do. */
        private void recover(Life life) {
            try {
                if (!isAnswered(life)) {
                    life.ask(wish(life));
                }
                RunningHouse.await(
                        held.get(life) + " of " + life.id() + " has ended", () -> !life.isUnderWay(wish(life)));
                outcomes.put(life, life.hasCome(wish(life)) ? "as wished" : "not as wished");
            } catch (RuntimeException | AssertionError e) {
                outcomes.put(life, e.toString());
            }
        }

        private boolean isAnswered(Life life) {
            try {
                return answers.get(life).join() < 300;
            } catch (CompletionException noAnswer) {
                return false;
            }
        }

        private void together(Consumer<Life> step) {
            List<CompletableFuture<Void>> all = held.keySet().stream()
                    .map(life -> CompletableFuture.runAsync(() -> step.accept(life), platforms))
                    .toList();
            all.forEach(CompletableFuture::join);
        }
    }
}
