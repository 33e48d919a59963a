package fr.beffroi.broker;

import static fr.beffroi.broker.Counter.OPS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Broker.Receipt;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is ordered in whatever order, and however it turns out, some things are always true. */
class LifeOfSubscriptionsTest {
    private static final List<Insee> COMMUNES = List.of(Town.NIMES, Town.BERNIS);
    private static final List<String> IDS = List.of("s-1", "s-2", "s-3");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void invariantsHold(long seed, @TempDir Path folder) throws Exception {
        try (StoreUnderTest store = StoreUnderTest.sqlite(folder);
                Counter counter = Counter.open(store.store())) {
            Random random = new Random(seed);
            Map<String, Operation> ended = new HashMap<>();
            for (int i = 0; i < 120; i++) {
                act(counter, random);
                check(counter, ended);
            }
        }
    }

    private static void act(Counter counter, Random random) {
        String id = IDS.get(random.nextInt(IDS.size()));
        Insee tenant = COMMUNES.get(random.nextInt(COMMUNES.size()));
        try {
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    Receipt receipt = counter.broker.order(OPS, Counter.actesFor(id, tenant));
                    assertEquals(tenant, receipt.subscription().tenant());
                }
                case 2 -> counter.broker.order(OPS, new Order.Unsubscribe(id));
                default -> carryOut(counter, id, random);
            }
        } catch (Refusal expected) {
            // Refused orders are part of life; what matters is that they leave no trace.
        }
    }

    private static void carryOut(Counter counter, String id, Random random) {
        boolean open = counter.broker
                .subscription(OPS, id)
                .filter(one -> one.operation().state() == Operation.State.IN_PROGRESS)
                .isPresent();
        if (!open) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> counter.done(id, "directory");
            case 1 -> counter.succeed(id);
            case 2 -> counter.fail(id);
            default -> counter.fail(id, "base");
        }
    }

    private static void check(Counter counter, Map<String, Operation> ended) {
        List<Subscription> all = counter.broker.subscriptions(OPS);
        Map<Insee, List<Subscription>> standing = all.stream()
                .filter(LifeOfSubscriptionsTest::stands)
                .collect(Collectors.groupingBy(Subscription::tenant));
        standing.values().forEach(ofOne -> assertEquals(1, ofOne.size(), "one subscription a commune and service"));

        for (Subscription one : all) {
            Operation last = one.operation();
            assertEquals(
                    last.state() != Operation.State.IN_PROGRESS, last.endedAt().isPresent());
            assertTrue(
                    switch (one.state()) {
                        case PROVISIONING -> is(last, Operation.Kind.SUBSCRIBE, Operation.State.IN_PROGRESS);
                        case ACTIVE -> is(last, Operation.Kind.SUBSCRIBE, Operation.State.SUCCEEDED);
                        case FAILED -> is(last, Operation.Kind.SUBSCRIBE, Operation.State.FAILED);
                        case CLOSED -> is(last, Operation.Kind.UNSUBSCRIBE, Operation.State.SUCCEEDED);
                        case LEAVING ->
                            last.kind() == Operation.Kind.UNSUBSCRIBE && last.state() != Operation.State.SUCCEEDED;
                    },
                    () -> one.toString());
            if (last.endedAt().isPresent()) {
                ended.putIfAbsent(last.id(), last);
            }
        }
        ended.values()
                .forEach(one -> assertEquals(
                        one,
                        counter.broker
                                .operation(OPS, one.subscription(), one.id())
                                .orElseThrow(),
                        "what ended stays as it was, for ever"));
    }

    private static boolean is(Operation operation, Operation.Kind kind, Operation.State state) {
        return operation.kind() == kind && operation.state() == state;
    }

    private static boolean stands(Subscription one) {
        return switch (one.state()) {
            case PROVISIONING, ACTIVE, LEAVING -> true;
            case FAILED -> !one.operation().leftovers().isEmpty();
            case CLOSED -> false;
        };
    }
}
