package fr.beffroi.broker;

import static fr.beffroi.broker.Counter.OPS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Operation.Kind;
import fr.beffroi.api.Order;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.Subscription.State;
import fr.beffroi.api.Terms;
import fr.beffroi.api.decision.Decision.OperationFailed;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.StepDone;
import fr.beffroi.api.decision.Decision.StepUndone;
import fr.beffroi.store.testing.StoreUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is ordered in whatever order, by whomever, and however it turns out, some things are always true. */
class LifeOfSubscriptionsTest {
    private static final int ORDERS = 250;
    private static final int PLACES = 2;
    private static final List<Insee> COMMUNES = List.of(Town.NIMES, Town.BERNIS, Town.CAISSARGUES);
    private static final List<String> IDS = List.of("s-1", "s-2", "s-3", "s-4", "s-5");
    private static final List<String> BINDINGS = List.of("b-1", "b-2");
    private static final List<String> STEPS = List.of("directory", "instance", "program");

    @TempDir
    private Path data;

    private Counter counter;
    private Bindings bindings;
    private Random random;
    /** Password by credential, of every binding there ever was. */
    private final Map<String, String> passwords = new HashMap<>();

    private final Map<String, Operation> ended = new HashMap<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void invariantsHold(long seed, @TempDir Path folder) throws Exception {
        try (StoreUnderTest store = StoreUnderTest.sqlite(folder)) {
            counter = new Counter(store.store());
            counter.apply(Counter.whole());
            counter.apply(salle());
            bindings = counter.bindings(data);
            random = new Random(seed);
            for (int i = 0; i < ORDERS; i++) {
                act();
                check();
            }
            Map<String, List<Map<String, Object>>> fold = counter.fold();
            counter.replay();
            assertEquals(fold, counter.fold(), "the register is what the journal adds up to");
            assertTrue(counter.journal().verify(done -> {}).whole());
            counter.close();
        }
    }

    private static Offering salle() {
        Terms terms = new Terms(
                false, true, Optional.empty(), false, 0, Terms.Population.ANY, List.of(), OptionalInt.of(PLACES));
        return Counter.offering("salle", Optional.empty(), terms, Counter.plan("salle-plan", "standard", "0"));
    }

    private void act() {
        Actor actor = any(List.of(
                OPS,
                Counter.PLATFORM,
                Counter.platformFor(Town.NIMES),
                Counter.contact(Town.BERNIS),
                Counter.contact(Town.CAISSARGUES)));
        Manner manner = random.nextInt(6) == 0 ? Counter.IMPATIENT : Manner.PLAIN;
        String id = any(IDS);
        long before = counter.journal().head();
        try {
            switch (random.nextInt(16)) {
                case 0, 1, 2 -> counter.broker.order(actor, subscribe(id, any(COMMUNES)), manner);
                case 3 -> counter.broker.order(actor, change(id), manner);
                case 4 -> counter.broker.order(actor, new Order.Suspend(id, "Motif."), manner);
                case 5 -> counter.broker.order(actor, new Order.Resume(id), manner);
                case 6 -> counter.broker.order(actor, new Order.Unsubscribe(id, random.nextBoolean()), manner);
                case 7, 8 -> bind(actor, id, manner);
                case 9 -> bindings.unbind(actor, new Order.Unbind(id, any(BINDINGS)), manner);
                case 10 -> counter.broker.approve(actor, id);
                case 11 ->
                    counter.broker.recordConvention(
                            actor, Counter.convention(any(COMMUNES), "2026-" + random.nextInt(3)));
                case 12 -> counter.clock.advance(Duration.ofDays(random.nextInt(40)));
                default -> carryOut();
            }
        } catch (Refusal refusal) {
            assertEquals(before, counter.journal().head(), "a refused order leaves no trace: " + refusal.getMessage());
        }
    }

    private Order.Subscribe subscribe(String id, Insee commune) {
        return switch (random.nextInt(4)) {
            case 0 -> Counter.simple(id, commune, "annuaire", "annuaire-simple");
            case 1 -> Counter.simple(id, commune, "salle", "salle-plan");
            case 2 -> Counter.simple(id, commune, "parapheur", any(List.of("parapheur-plan", "parapheur-libre")));
            default -> Counter.actesFor(id, commune);
        };
    }

    private Order.Change change(String id) {
        return switch (random.nextInt(3)) {
            case 0 ->
                new Order.Change(
                        id,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Map.of("space_guid", random.nextInt(3))),
                        Optional.empty());
            case 1 ->
                new Order.Change(
                        id,
                        Optional.empty(),
                        Optional.of(Map.of("delay", random.nextInt(3))),
                        Optional.empty(),
                        Optional.empty());
            default ->
                new Order.Change(
                        id,
                        Optional.of(any(List.of("actes-complet", "actes-essentiel", "annuaire-fermé"))),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        };
    }

    private void bind(Actor actor, String id, Manner manner) {
        Optional<String> predecessor = random.nextInt(4) == 0 ? Optional.of(any(BINDINGS)) : Optional.empty();
        Binding binding = bindings.bind(
                        actor,
                        new Order.Bind(
                                id, any(BINDINGS), Optional.empty(), Map.of("a", random.nextInt(2)), predecessor),
                        manner)
                .binding();
        bindings.secret(OPS, binding).ifPresent(secret -> passwords.put(binding.credential(), secret.password()));
    }

    /** What provisioning would record of one of the operations that are under way. */
    private void carryOut() {
        List<Operation> open = new ArrayList<>();
        for (Subscription one : counter.broker.subscriptions(OPS)) {
            if (one.operation().isUnderWay() && one.state() != State.REQUESTED) {
                open.add(one.operation());
            }
        }
        for (String id : IDS) {
            bindings.bindings(OPS, id).stream()
                    .map(Binding::operation)
                    .filter(Operation::isUnderWay)
                    .forEach(open::add);
        }
        if (open.isEmpty()) {
            return;
        }
        Operation work = any(open);
        Insee commune = counter.find(work.subscription()).tenant();
        String id = work.subscription();
        switch (random.nextInt(7)) {
            case 0 -> counter.record(new StepDone(id, work.id(), commune, any(STEPS)));
            case 1 -> counter.record(new StepUndone(id, work.id(), commune, any(STEPS)));
            case 2 -> counter.record(new OperationFailed(id, work.id(), commune, "x", "Échec.", List.of()));
            case 3 -> counter.record(new OperationFailed(id, work.id(), commune, "x", "Échec.", List.of("base")));
            default -> counter.record(new OperationSucceeded(id, work.id(), commune));
        }
    }

    private void check() {
        List<Subscription> all = counter.broker.subscriptions(OPS);
        List<Subscription> standing = all.stream().filter(Subscription::stands).toList();
        standing.stream()
                .collect(Collectors.groupingBy(one -> one.tenant() + one.offering()))
                .forEach((place, ones) -> assertEquals(1, ones.size(), "one subscription a commune and service"));
        assertTrue(
                standing.stream()
                                .filter(one -> one.offering().equals("salle-id"))
                                .count()
                        <= PLACES,
                "no more than there are places");
        all.forEach(this::checkState);
        passwords.forEach(this::checkCredential);
        ended.values().forEach(this::checkEnded);
    }

    private void checkState(Subscription one) {
        Operation last = one.operation();
        assertEquals(!last.isUnderWay(), last.endedAt().isPresent());
        boolean fits =
                switch (one.state()) {
                    case REQUESTED, PROVISIONING -> last.kind() == Kind.SUBSCRIBE && last.isUnderWay();
                    case ACTIVE ->
                        Set.of(Kind.SUBSCRIBE, Kind.CHANGE, Kind.RESUME).contains(last.kind());
                    case SUSPENDED -> Set.of(Kind.SUSPEND, Kind.RESUME).contains(last.kind());
                    case LEAVING -> last.kind() == Kind.UNSUBSCRIBE && last.state() != Operation.State.SUCCEEDED;
                    case CLOSED -> last.kind() == Kind.UNSUBSCRIBE && last.state() == Operation.State.SUCCEEDED;
                    case FAILED -> last.kind() == Kind.SUBSCRIBE && last.state() == Operation.State.FAILED;
                };
        assertTrue(fits, one::toString);
        assertEquals(one.state() == State.REQUESTED, !one.awaited().isEmpty(), one::toString);
        if (one.equals(counter.find(one.id()))) {
            checkBindings(one);
        }
        if (!last.isUnderWay()) {
            ended.putIfAbsent(last.id(), last);
        }
    }

    /** Of the newest life of its id, for of another nobody is told the bindings. */
    private void checkBindings(Subscription one) {
        long underWay = bindings.bindings(OPS, one.id()).stream()
                .filter(binding -> binding.operation().isUnderWay())
                .count();
        assertTrue(
                underWay == 0
                        || one.state() == State.LEAVING
                        || !one.operation().isUnderWay() && one.stands(),
                "a binding and its subscription aren't worked on at the same time");
    }

    private void checkCredential(String credential, String password) {
        bindings.authenticate(credential, password).ifPresent(actor -> {
            Binding binding = IDS.stream()
                    .flatMap(id -> bindings.bindings(OPS, id).stream())
                    .filter(one -> one.credential().equals(credential))
                    .findFirst()
                    .orElseThrow();
            assertTrue(counter.find(binding.subscription()).isUsable(), "no credential works for what isn't usable");
            assertEquals(Binding.State.ACTIVE, binding.state());
            assertEquals(Actor.program(credential, binding.tenant(), "actes"), actor);
        });
    }

    private void checkEnded(Operation one) {
        assertEquals(
                one,
                counter.broker.operation(OPS, one.subscription(), one.id()).orElseThrow(),
                "what ended stays as it was, for ever");
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
