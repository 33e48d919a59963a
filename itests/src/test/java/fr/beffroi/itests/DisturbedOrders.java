package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Orders that are given all at once, crossed, repeated, and interrupted: what was answered holds, and nothing is left over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DisturbedOrders {
    private static final String ASYNC = "?accepts_incomplete=true";
    private static final int CLIENTS = 20;
    private static final int RACES = 30;
    private static final long SEED = 3;

    private final ExecutorService clients = Executors.newCachedThreadPool();
    private Targets targets;
    private Agreement agreement;
    private int lives;

    RunningHouse house;
    Operations operations;
    OsbClient platform;
    List<String> communes;

    abstract Targets targets(Path folder);

    @BeforeAll
    void openTheHouse(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
        targets = targets(folder);
        Town town = Town.in(folder.resolve("town"), Town.VERSION, List.of(Town.BROKEN_VERSION));
        communes = town.communes();
        Distribution distribution =
                changed(Distribution.copy(folder.resolve("distribution")).withBrokenService());
        house = RunningHouse.start(distribution, folder.resolve("data"), targets.settings());
        town.apply(house);
        operations = new Operations(house);
        agreement = new Agreement(house, targets, operations);
        platform = OsbClient.of(house.address(), house.credentials().of("platform"));
    }

    /** Changes what the house is started from. */
    Distribution changed(Distribution distribution) {
        return distribution;
    }

    @AfterAll
    void leaveNothingRunning() {
        clients.shutdownNow();
        if (house != null) {
            house.close();
        }
        if (targets != null) {
            targets.close();
        }
    }

    @AfterEach
    void everythingIsAsTheJournalSaysAndCanBeEnded() {
        awaitAllEnds();
        List<String> disagreements = agreement.disagreements();
        for (JsonNode subscription : operations.subscriptions()) {
            if (!isOver(subscription)) {
                operations.end(subscription.path("id").asText()).expect(200, 202);
            }
        }
        awaitAllEnds();
        assertEquals(List.of(), disagreements);
        assertTrue(operations.subscriptions().stream().allMatch(DisturbedOrders::isOver));
        assertEquals(List.of(), agreement.disagreements());
    }

    private static boolean isOver(JsonNode subscription) {
        return Set.of("closed", "failed").contains(subscription.path("state").asText());
    }

    final void awaitAllEnds() {
        RunningHouse.await(
                "every operation has ended",
                () -> operations.subscriptions().stream()
                        .noneMatch(subscription -> subscription
                                .path("operation")
                                .path("state")
                                .asText()
                                .equals("in-progress")));
    }

    @Test
    void twentyIdenticalOrdersAtTheSameMomentAreOne() throws Exception {
        for (Town.Service service : List.of(Town.ACTES, Town.REGISTRE)) {
            String insee = communes.get(0);
            String path = ContractHouse.instance("of-twenty-" + service.name() + lives++);

            List<OsbClient.Reply> replies = atOnce(CLIENTS, client -> platform.put(path + ASYNC, service.order(insee)));

            Set<String> operationsNamed = new HashSet<>();
            for (OsbClient.Reply reply : replies) {
                reply.expect(200, 201, 202);
                if (reply.status() == 202) {
                    operationsNamed.add(reply.json().path("operation").asText());
                }
            }
            assertTrue(operationsNamed.size() <= 1, operationsNamed::toString);
            assertTrue(replies.stream().filter(reply -> reply.status() == 201).count() <= 1, replies::toString);
            assertEquals(
                    1,
                    operations.subscriptions().stream()
                            .filter(subscription ->
                                    path.endsWith(subscription.path("id").asText()))
                            .count());
        }
    }

    @Test
    void twentyOrdersForTheSameServiceLeaveOneSubscription() throws Exception {
        String insee = communes.get(1);
        int life = lives++;

        List<OsbClient.Reply> replies = atOnce(
                CLIENTS,
                client -> platform.put(
                        ContractHouse.instance("rival-" + life + "-" + client) + ASYNC, Town.ACTES.order(insee)));

        assertEquals(1, replies.stream().filter(reply -> reply.status() == 202).count(), replies::toString);
        assertEquals(
                CLIENTS - 1,
                replies.stream().filter(reply -> reply.status() == 422).count());
    }

    /** Whoever comes first, the end is one of two, and it is the one that the answers promised. */
    @Test
    void anOrderThatRacesItsDeletionEndsAsWasAnswered() throws Exception {
        Random random = new Random(SEED);
        for (int race = 0; race < RACES; race++) {
            Town.Service service = race % 3 == 0 ? Town.REGISTRE : Town.ACTES;
            String insee = communes.get(2 + race % 10);
            String id = "race-" + lives++;
            String path = ContractHouse.instance(id);
            int loops = random.nextInt(200_000);

            List<OsbClient.Reply> replies = atOnce(2, client -> {
                if (client == 0) {
                    return platform.put(path + ASYNC, service.order(insee));
                }
                // So that the two meet at different moments: busy, for some microseconds.
                IntStream.range(0, loops).forEach(i -> Thread.onSpinWait());
                return platform.delete(path + ASYNC + "&" + service.ids());
            });

            replies.get(0).expect(200, 201, 202);
            int deletion = replies.get(1).expect(200, 202, 410, 422).status();
            RunningHouse.await(
                    "the race " + id + " is over",
                    () -> !operations
                            .subscription(id)
                            .path("operation")
                            .path("state")
                            .asText()
                            .equals("in-progress"));
            String state = operations.subscription(id).path("state").asText();
            if (deletion == 200 || deletion == 202) {
                assertEquals("closed", state, replies::toString);
                platform.get(path).expect(404);
            } else {
                assertEquals("active", state, replies::toString);
                operations.end(id).expect(200, 202);
                RunningHouse.await(
                        "it has ended",
                        () -> operations.subscription(id).path("state").asText().equals("closed"));
            }
        }
    }

    @Test
    void ordersThatAreCutShortByAnOrderlyStopGoOnAfterTheNextStart() throws Exception {
        int life = lives++;
        List<String> accepted = orderForEverybody("stopped-" + life);

        house.stop();
        house.start();

        awaitAllEnds();
        for (String id : accepted) {
            assertEquals("active", operations.subscription(id).path("state").asText());
        }
    }

    /** Every order that was answered, by its id. */
    final List<String> orderForEverybody(String prefix) throws Exception {
        List<String> some = communes.subList(0, 24);
        List<OsbClient.Reply> replies = atOnce(
                some.size(),
                client -> platform.put(
                        ContractHouse.instance(prefix + "-" + some.get(client)) + ASYNC,
                        Town.ACTES.order(some.get(client))));
        replies.forEach(reply -> reply.expect(202));
        return some.stream().map(insee -> prefix + "-" + insee).toList();
    }

    @Test
    void anInstanceWhoseBundleThrowsAtStartFailsCleanAndItsNeighboursDoNotMind() throws Exception {
        String insee = communes.get(20);
        String neighbour = "neighbour-" + lives++;
        platform.put(ContractHouse.instance(neighbour) + ASYNC, Town.ACTES.order(insee))
                .expect(202);
        awaitAllEnds();
        String broken = "broken-" + lives++;

        platform.put(ContractHouse.instance(broken) + ASYNC, Town.CASSE.order(insee))
                .expect(202);
        awaitAllEnds();

        JsonNode subscription = operations.subscription(broken);
        assertEquals("failed", subscription.path("state").asText(), subscription::toString);
        assertTrue(subscription.path("operation").path("leftovers").isEmpty(), subscription::toString);
        assertEquals(200, house.http().get("/t/" + insee + "/actes/").status());
        assertEquals(404, house.http().get("/t/" + insee + "/casse/").status());
    }

    @Test
    void anUpgradeToABundleThatThrowsAtStartLeavesTheOldVersionServing() throws Exception {
        String insee = communes.get(21);
        String id = "upgraded-" + lives++;
        platform.put(ContractHouse.instance(id) + ASYNC, Town.ACTES.order(insee))
                .expect(202);
        awaitAllEnds();
        Publisher program = bind(id);
        assertEquals(201, program.publish("avant"));

        operations.run(id, Town.BROKEN_VERSION).expect(202);
        awaitAllEnds();

        JsonNode subscription = operations.subscription(id);
        assertEquals("failed", subscription.path("operation").path("state").asText());
        assertEquals("active", subscription.path("state").asText());
        assertEquals(Town.VERSION, subscription.path("version").asText());
        assertEquals(
                200, house.http().get("/t/" + insee + "/actes/api/acts/avant").status());
        assertEquals(201, program.publish("apres"));
    }

    /** A program of that subscription's commune, by a binding. */
    final Publisher bind(String id) {
        JsonNode credentials = platform.put(
                        ContractHouse.instance(id) + "/service_bindings/programme", Town.ACTES.binding())
                .expect(201)
                .json()
                .path("credentials");
        return new Publisher(
                credentials.path("uri").asText(),
                credentials.path("username").asText(),
                credentials.path("password").asText());
    }

    /** Whatever was confirmed to somebody while the subscription was ending is in the archive that stays. */
    @Test
    void everyActThatWasConfirmedWhileTheSubscriptionEndedIsInTheArchive() throws Exception {
        for (int round = 0; round < 4; round++) {
            String insee = communes.get(22);
            String id = "archived-" + lives++;
            String path = ContractHouse.instance(id);
            platform.put(path + ASYNC, Town.ACTES.order(insee)).expect(202);
            awaitAllEnds();
            Publisher program = bind(id);
            Set<String> confirmed = ConcurrentHashMap.newKeySet();
            AtomicBoolean over = new AtomicBoolean();
            int ofRound = round;
            List<Future<?>> publishing = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                int ofWriter = writer;
                publishing.add(clients.submit(() -> {
                    for (int act = 0; !over.get(); act++) {
                        String number = "a" + ofRound + "-" + ofWriter + "-" + act;
                        int status = program.publish(number);
                        if (status >= 200 && status < 300) {
                            confirmed.add(number);
                        }
                    }
                }));
            }
            RunningHouse.await("some acts are published", () -> confirmed.size() > 10 * (ofRound + 1));

            platform.delete(path + ASYNC + "&" + Town.ACTES.ids()).expect(202);
            awaitAllEnds();
            over.set(true);
            for (Future<?> one : publishing) {
                one.get();
            }

            assertEquals("closed", operations.subscription(id).path("state").asText());
            Set<String> archived = archived(insee, id);
            Set<String> lost = new HashSet<>(confirmed);
            lost.removeAll(archived);
            assertTrue(lost.isEmpty(), "confirmed, but not archived: " + lost);
            System.out.printf("%d acts confirmed, %d archived%n", confirmed.size(), archived.size());
        }
    }

    /** The acts in the archive of that subscription. */
    private Set<String> archived(String insee, String id) throws IOException {
        String operation =
                operations.subscription(id).path("operation").path("id").asText();
        try (Stream<Path> archives = Files.list(house.data().resolve("archives").resolve(insee))) {
            Path own = archives.filter(file -> file.getFileName().toString().contains(operation.substring(0, 8)))
                    .findFirst()
                    .orElseThrow();
            return Archives.acts(own);
        }
    }

    /** The same question by many clients who all wait for each other first. */
    final <T> List<T> atOnce(int count, Question<T> question) throws Exception {
        CyclicBarrier start = new CyclicBarrier(count);
        List<Callable<T>> all = new ArrayList<>();
        for (int client = 0; client < count; client++) {
            int number = client;
            all.add(() -> {
                start.await();
                return question.ask(number);
            });
        }
        List<T> answers = new ArrayList<>();
        for (Future<T> answer : clients.invokeAll(all)) {
            try {
                answers.add(answer.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return answers;
    }

    /** What one of many clients does. */
    @FunctionalInterface
    interface Question<T> {
        T ask(int client) throws Exception;
    }
}
