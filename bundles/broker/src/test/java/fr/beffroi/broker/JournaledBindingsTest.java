package fr.beffroi.broker;

import static fr.beffroi.broker.Counter.AUDITOR;
import static fr.beffroi.broker.Counter.IMPATIENT;
import static fr.beffroi.broker.Counter.OPS;
import static fr.beffroi.broker.Counter.PLATFORM;
import static fr.beffroi.broker.Counter.ROOM;
import static fr.beffroi.broker.Counter.contact;
import static fr.beffroi.broker.Counter.end;
import static fr.beffroi.broker.Counter.platformFor;
import static fr.beffroi.broker.Counter.simple;
import static fr.beffroi.broker.Refusals.refused;
import static fr.beffroi.broker.Town.BERNIS;
import static fr.beffroi.broker.Town.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Bindings.Receipt;
import fr.beffroi.api.Bindings.Secret;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision.BindingOrdered;
import fr.beffroi.api.decision.Decision.OperationFailed;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.StepDone;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class JournaledBindingsTest {
    private static final Instant EXPIRY = MovingClock.START.plus(Duration.ofDays(Counter.LIFETIME_DAYS));

    @TempDir
    private Path data;

    private Counter counter;
    private Bindings bindings;

    @BeforeEach
    void open(Store store) {
        counter = Counter.open(store);
        counter.active("s-1", NIMES);
        bindings = counter.bindings(data);
    }

    @AfterEach
    void close() {
        counter.close();
    }

    @OnBothStores
    void aProgramUsesTheInstanceFromTheOrderOn() {
        Receipt receipt = bindings.bind(PLATFORM, bind("b-1"), IMPATIENT);
        Binding binding = receipt.binding();
        assertFalse(receipt.repeated());
        assertEquals(Binding.State.ACTIVE, binding.state());
        assertEquals(Operation.Kind.BIND, binding.operation().kind());
        assertEquals(Operation.State.SUCCEEDED, binding.operation().state());
        assertEquals(Optional.of("b-1"), binding.operation().binding());
        assertEquals(Optional.of(EXPIRY), binding.expiresAt());
        assertEquals(Optional.of(EXPIRY.minus(Duration.ofDays(Counter.RENEWAL_DAYS))), binding.renewBefore());
        assertEquals(Map.of("app_guid", "guichet"), binding.content());

        Secret secret = secret(binding).orElseThrow();
        assertEquals(
                Optional.of(Actor.program(binding.credential(), NIMES, "actes")),
                bindings.authenticate(secret.username(), secret.password()));
        assertEquals(Optional.empty(), bindings.authenticate(secret.username(), secret.password() + "x"));
        assertEquals(Optional.empty(), bindings.authenticate(secret.username(), "x".repeat(100_000)));
        assertEquals(Optional.empty(), bindings.authenticate("nobody", secret.password()));
        assertEquals(Optional.empty(), secret.uri());
        assertFalse(secret.toString().contains(secret.password()));
        assertEquals(Subscription.State.ACTIVE, counter.state("s-1"));
        assertEquals(Operation.Kind.SUBSCRIBE, counter.find("s-1").operation().kind(), "the subscription had no work");
    }

    @OnBothStores
    void theSecretIsStoredNowhere() {
        Binding binding = bindings.bind(PLATFORM, bind("b-1"), Manner.PLAIN).binding();
        String password = secret(binding).orElseThrow().password();
        counter.journal()
                .read(0, 1000)
                .forEach(entry -> assertFalse(entry.toString().contains(password)));
        counter.store.read(sql -> {
            for (String table : List.of("broker_credential", "broker_binding", "broker_content")) {
                assertFalse(sql.createQuery("SELECT * FROM " + table)
                        .mapToMap()
                        .list()
                        .toString()
                        .contains(password));
            }
            return null;
        });
    }

    @OnBothStores
    void theSameOrderAgainIsTheSameBinding() {
        Binding first = bindings.bind(PLATFORM, bind("b-1"), Manner.PLAIN).binding();
        Receipt again = bindings.bind(OPS, bind("b-1"), IMPATIENT);
        assertTrue(again.repeated());
        assertEquals(first, again.binding());
        assertEquals(1, counter.entriesOf(BindingOrdered.class));
        // Another content, and another plan though it isn't the subscription's: both are conflicts.
        refused(counter, Reason.CONFLICT, () -> bindings.bind(PLATFORM, bind("b-1", Map.of("a", 1)), Manner.PLAIN));
        refused(
                counter,
                Reason.CONFLICT,
                () -> bindings.bind(
                        PLATFORM,
                        new Order.Bind(
                                "s-1",
                                "b-1",
                                Optional.of("actes-complet"),
                                Map.of("app_guid", "guichet"),
                                Optional.empty()),
                        Manner.PLAIN));
        refused(
                counter,
                Reason.INVALID,
                () -> bindings.bind(
                        PLATFORM,
                        new Order.Bind("s-1", "b-2", Optional.of("actes-complet"), Map.of(), Optional.empty()),
                        Manner.PLAIN));
    }

    @OnBothStores
    void twentyAtTheSameMomentGetOneBinding() throws Exception {
        List<Callable<Receipt>> orders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            orders.add(() -> bindings.bind(PLATFORM, bind("b-1"), Manner.PLAIN));
        }
        List<Receipt> receipts = AtOnce.run(orders);
        assertEquals(
                1,
                receipts.stream()
                        .map(one -> one.binding().credential())
                        .distinct()
                        .count());
        assertEquals(1, receipts.stream().filter(one -> !one.repeated()).count());
    }

    @OnBothStores
    void anEndedBindingWorksNoLongerAndItsIdCanBeUsedAgain() {
        Binding first = bindings.bind(PLATFORM, bind("b-1"), Manner.PLAIN).binding();
        String password = secret(first).orElseThrow().password();
        Receipt ended = bindings.unbind(PLATFORM, new Order.Unbind("s-1", "b-1"), IMPATIENT);
        assertEquals(Binding.State.CLOSED, ended.binding().state());
        assertEquals(Optional.empty(), bindings.authenticate(first.credential(), password));
        assertEquals(Optional.empty(), secret(ended.binding()));
        assertEquals(0, counter.rows("broker_credential"));
        assertEquals(Map.of(), ended.binding().content(), "what was ordered is forgotten");
        refused(counter, Reason.GONE, () -> bindings.unbind(PLATFORM, new Order.Unbind("s-1", "b-1"), Manner.PLAIN));
        refused(counter, Reason.GONE, () -> bindings.unbind(PLATFORM, new Order.Unbind("none", "b-1"), Manner.PLAIN));

        Binding second = bindings.bind(PLATFORM, bind("b-1"), Manner.PLAIN).binding();
        assertNotEquals(first.credential(), second.credential());
        assertEquals(2, bindings.bindings(OPS, "s-1").size());
        assertTrue(bindings.operation(OPS, "s-1", "b-1", first.operation().id()).isPresent());
        assertTrue(bindings.operation(OPS, "s-1", "b-2", first.operation().id()).isEmpty());
    }

    @OnBothStores
    void aCredentialExpires() {
        Binding binding = bindings.bind(PLATFORM, bind("b-1"), Manner.PLAIN).binding();
        String password = secret(binding).orElseThrow().password();
        counter.clock.advance(Duration.ofDays(Counter.LIFETIME_DAYS).minusNanos(1_000));
        assertTrue(bindings.authenticate(binding.credential(), password).isPresent());
        counter.clock.advance(Duration.ofNanos(1_000));
        assertEquals(Optional.empty(), bindings.authenticate(binding.credential(), password));
        assertEquals(Optional.empty(), secret(binding));
    }

    @OnBothStores
    void aCredentialWorksWhileTheSubscriptionIsUsable() {
        Binding binding = bindings.bind(PLATFORM, bind("b-1"), Manner.PLAIN).binding();
        String password = secret(binding).orElseThrow().password();
        Callable<Boolean> works =
                () -> bindings.authenticate(binding.credential(), password).isPresent();
        assertTrue(call(works));
        counter.broker.order(OPS, new Order.Suspend("s-1", "Motif."));
        assertFalse(call(works), "from the order on");
        assertTrue(secret(binding).isPresent(), "it is in force, and works again later");
        counter.succeed("s-1");
        counter.broker.order(OPS, new Order.Resume("s-1"));
        assertFalse(call(works), "until all is open again");
        counter.succeed("s-1");
        assertTrue(call(works));
        counter.broker.order(contact(NIMES), new Order.Unsubscribe("s-1", true));
        assertTrue(call(works), "a notice runs");
        counter.clock.advance(Duration.ofDays(Counter.NOTICE_DAYS));
        assertFalse(call(works), "and ends");
        counter.succeed("s-1");
        assertEquals(
                Binding.State.CLOSED,
                bindings.binding(OPS, "s-1", "b-1").orElseThrow().state());
        assertEquals(0, counter.rows("broker_credential"));
    }

    private static boolean call(Callable<Boolean> question) {
        try {
            return question.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @OnBothStores
    void aSuccessorIsMadeWhileThePredecessorWorks() {
        Binding first = bindings.bind(PLATFORM, bind("b-1"), Manner.PLAIN).binding();
        Order.Bind rotation = new Order.Bind("s-1", "b-2", Optional.empty(), Map.of(), Optional.of("b-1"));
        Binding second = bindings.bind(PLATFORM, rotation, Manner.PLAIN).binding();
        assertEquals(first.content(), second.content());
        assertEquals(Optional.of("b-1"), second.predecessor());
        for (Binding one : List.of(first, second)) {
            Secret secret = secret(one).orElseThrow();
            assertTrue(
                    bindings.authenticate(secret.username(), secret.password()).isPresent());
        }
        assertTrue(bindings.bind(PLATFORM, rotation, Manner.PLAIN).repeated());
        refused(counter, Reason.CONFLICT, () -> bindings.bind(PLATFORM, bind("b-2"), Manner.PLAIN));
        refused(counter, Reason.INVALID, () -> bindings.bind(PLATFORM, rotation("b-3", "none"), Manner.PLAIN));
        bindings.unbind(PLATFORM, new Order.Unbind("s-1", "b-1"), Manner.PLAIN);
        refused(counter, Reason.INVALID, () -> bindings.bind(PLATFORM, rotation("b-3", "b-1"), Manner.PLAIN));
        counter.clock.advance(Duration.ofDays(Counter.LIFETIME_DAYS));
        refused(counter, Reason.INVALID, () -> bindings.bind(PLATFORM, rotation("b-3", "b-2"), Manner.PLAIN));
        assertEquals(2, bindings.bindings(OPS, "s-1").size());
    }

    private static Order.Bind rotation(String binding, String predecessor) {
        return new Order.Bind("s-1", binding, Optional.empty(), Map.of(), Optional.of(predecessor));
    }

    @OnBothStores
    void aBindingToTheDirectoryIsMadeByOthers() {
        counter.broker.order(PLATFORM, simple("s-2", NIMES, "annuaire", "annuaire-simple"));
        refused(counter, Reason.ASYNC_REQUIRED, () -> bindings.bind(PLATFORM, directory("b-1"), IMPATIENT));
        Receipt receipt = bindings.bind(PLATFORM, directory("b-1"), Manner.PLAIN);
        Binding binding = receipt.binding();
        assertEquals(Binding.State.MAKING, binding.state());
        assertTrue(secret(binding).isPresent(), "whoever makes it needs the secret");
        assertTrue(bindings.secret(ROOM, binding).isPresent());
        refused(counter, Reason.ASYNC_REQUIRED, () -> bindings.bind(PLATFORM, directory("b-1"), IMPATIENT));
        assertTrue(bindings.bind(PLATFORM, directory("b-1"), Manner.PLAIN).repeated());
        // One operation on a subscription at a time.
        refused(counter, Reason.CONCURRENT, () -> counter.broker.order(PLATFORM, end("s-2")));
        refused(counter, Reason.CONCURRENT, () -> counter.broker.order(OPS, new Order.Suspend("s-2", "Motif.")));
        refused(counter, Reason.CONCURRENT, () -> counter.broker.leave(OPS, NIMES, false));

        counter.record(new StepDone("s-2", binding.operation().id(), NIMES, "program"));
        counter.record(new OperationSucceeded("s-2", binding.operation().id(), NIMES));
        Binding made = bindings.binding(OPS, "s-2", "b-1").orElseThrow();
        assertEquals(Binding.State.ACTIVE, made.state());
        assertEquals(List.of("program"), made.operation().standing());
        Secret secret = secret(made).orElseThrow();
        assertTrue(secret.username().contains(made.credential()));
        assertTrue(secret.uri().isPresent() && secret.baseDn().isPresent());
        assertEquals(
                Optional.empty(),
                bindings.authenticate(made.credential(), secret.password()),
                "it opens the directory, not an instance");

        // The program's entry has to be taken away, so the end isn't the order's alone any more.
        refused(counter, Reason.ASYNC_REQUIRED, () -> counter.broker.order(PLATFORM, end("s-2"), IMPATIENT));
        Receipt ending = bindings.unbind(PLATFORM, new Order.Unbind("s-2", "b-1"), Manner.PLAIN);
        assertEquals(Binding.State.ENDING, ending.binding().state());
        assertEquals(List.of("program"), ending.binding().operation().standing());
        assertTrue(bindings.unbind(PLATFORM, new Order.Unbind("s-2", "b-1"), Manner.PLAIN)
                .repeated());
        refused(counter, Reason.CONCURRENT, () -> bindings.bind(PLATFORM, directory("b-1"), Manner.PLAIN));
        counter.record(
                new OperationSucceeded("s-2", ending.binding().operation().id(), NIMES));
        assertEquals(
                Operation.State.SUCCEEDED,
                counter.broker
                        .order(PLATFORM, end("s-2"), IMPATIENT)
                        .operation()
                        .state());
    }

    @OnBothStores
    void whatIsBeingMadeIsGivenUpAndWhatFailedCanBeEnded() {
        counter.broker.order(PLATFORM, simple("s-2", NIMES, "annuaire", "annuaire-simple"));
        Binding making = bindings.bind(PLATFORM, directory("b-1"), Manner.PLAIN).binding();
        Receipt ending = bindings.unbind(PLATFORM, new Order.Unbind("s-2", "b-1"), Manner.PLAIN);
        counter.record(new StepDone("s-2", making.operation().id(), NIMES, "program"));
        assertEquals(
                List.of("program"),
                bindings.binding(OPS, "s-2", "b-1").orElseThrow().operation().standing());
        assertEquals(
                Operation.State.FAILED,
                bindings.operation(OPS, "s-2", "b-1", making.operation().id())
                        .orElseThrow()
                        .state());
        counter.record(
                new OperationSucceeded("s-2", ending.binding().operation().id(), NIMES));

        Binding failing =
                bindings.bind(PLATFORM, directory("b-1"), Manner.PLAIN).binding();
        counter.record(new OperationFailed(
                "s-2", failing.operation().id(), NIMES, "program", "L'annuaire ne répond pas.", List.of()));
        assertEquals(
                Binding.State.FAILED,
                bindings.binding(OPS, "s-2", "b-1").orElseThrow().state());
        assertEquals(
                Binding.State.CLOSED,
                bindings.unbind(PLATFORM, new Order.Unbind("s-2", "b-1"), IMPATIENT)
                        .binding()
                        .state());
    }

    @OnBothStores
    void whatABindingLeftIsToldUntilItIsCleared() {
        counter.broker.order(PLATFORM, simple("s-2", NIMES, "annuaire", "annuaire-simple"));
        counter.broker.order(PLATFORM, simple("s-3", BERNIS, "annuaire", "annuaire-simple"));
        fail("s-2", bindings.bind(PLATFORM, to("s-2"), Manner.PLAIN), NIMES, "le compte de Nîmes");
        fail("s-3", bindings.bind(PLATFORM, to("s-3"), Manner.PLAIN), BERNIS, "le compte de Bernis");
        bindings.bind(PLATFORM, bind("b-9"), Manner.PLAIN);
        assertEquals(List.of("le compte de Bernis", "le compte de Nîmes"), left(AUDITOR), "by commune");
        assertEquals(List.of("le compte de Nîmes"), left(contact(NIMES)));
        assertEquals(List.of("le compte de Bernis"), left(platformFor(BERNIS)));

        Order.Unbind end = new Order.Unbind("s-2", to("s-2").binding());
        fail("s-2", bindings.unbind(ROOM, end, Manner.PLAIN), NIMES, "le même compte");
        assertEquals(List.of("le même compte"), left(contact(NIMES)), "only the last try says what is left");
        Receipt ending = bindings.unbind(ROOM, end, Manner.PLAIN);
        counter.record(
                new OperationSucceeded("s-2", ending.binding().operation().id(), NIMES));
        assertEquals(List.of(), left(contact(NIMES)));

        // The whole subscription's end clears what its bindings left.
        counter.succeeded(counter.broker.order(OPS, end("s-3")));
        assertEquals(List.of(), left(OPS));
    }

    @OnBothStores
    void whatHasNotEndedIsToldOfAllSubscriptionsAtOnce() {
        counter.active("s-2", BERNIS);
        bindings.bind(PLATFORM, bind("b-1"), Manner.PLAIN);
        bindings.bind(PLATFORM, bind("b-2"), Manner.PLAIN);
        bindings.bind(PLATFORM, to("s-2"), Manner.PLAIN);
        bindings.unbind(PLATFORM, new Order.Unbind("s-1", "b-1"), Manner.PLAIN);

        assertEquals(List.of("s-2 " + to("s-2").binding(), "s-1 b-2"), standing(OPS), "by commune");
        assertEquals(List.of("s-1 b-2"), standing(contact(NIMES)));

        counter.succeeded(counter.broker.order(OPS, end("s-1")));
        counter.active("s-1", NIMES);
        bindings.bind(PLATFORM, bind("b-3"), Manner.PLAIN);
        assertEquals(List.of("s-1 b-3"), standing(contact(NIMES)), "those of its earlier life have ended with it");
    }

    private List<String> standing(Actor actor) {
        return bindings.standing(actor).stream()
                .map(binding -> binding.subscription() + " " + binding.id())
                .toList();
    }

    private void fail(String subscription, Receipt receipt, Insee tenant, String leftover) {
        counter.record(new OperationFailed(
                subscription,
                receipt.binding().operation().id(),
                tenant,
                "program",
                "L'annuaire ne répond pas.",
                List.of(leftover)));
    }

    private List<String> left(Actor actor) {
        return bindings.unfinished(actor).stream()
                .flatMap(binding -> binding.operation().leftovers().stream())
                .toList();
    }

    @OnBothStores
    void whatCantBeBoundIsRefused() {
        counter.broker.order(PLATFORM, simple("s-2", NIMES, "stockage", "stockage-plan"));
        refused(counter, Reason.CONCURRENT, () -> bindings.bind(PLATFORM, to("s-2"), Manner.PLAIN));
        counter.succeed("s-2");
        refused(counter, Reason.NOT_ELIGIBLE, () -> bindings.bind(PLATFORM, to("s-2"), Manner.PLAIN));
        refused(counter, Reason.NOT_FOUND, () -> bindings.bind(PLATFORM, to("none"), Manner.PLAIN));
        counter.broker.order(PLATFORM, simple("s-3", NIMES, "annuaire", "annuaire-simple"));
        refused(
                counter,
                Reason.NOT_ELIGIBLE,
                () -> bindings.bind(
                        PLATFORM,
                        new Order.Bind("s-3", "b-9", Optional.empty(), Map.of(), Optional.of("b-1")),
                        Manner.PLAIN));
        counter.lobby.closePort();
        assertTrue(refused(counter, Reason.NOT_ELIGIBLE, () -> bindings.bind(PLATFORM, to("s-3"), Manner.PLAIN))
                .contains("directory"));
        counter.broker.order(OPS, new Order.Suspend("s-1", "Motif."));
        refused(counter, Reason.CONCURRENT, () -> bindings.bind(PLATFORM, bind("b-1"), Manner.PLAIN));
        counter.succeed("s-1");
        refused(counter, Reason.NOT_ELIGIBLE, () -> bindings.bind(PLATFORM, bind("b-1"), Manner.PLAIN));
    }

    @OnBothStores
    void aPlanThatCantBeBoundIsntChangedToWhileBindingsStand() {
        counter.broker.order(PLATFORM, simple("s-2", NIMES, "annuaire", "annuaire-simple"));
        Binding binding =
                bindings.bind(PLATFORM, directory("b-1"), Manner.PLAIN).binding();
        counter.record(new OperationSucceeded("s-2", binding.operation().id(), NIMES));
        refused(
                counter,
                Reason.NOT_ELIGIBLE,
                () -> counter.broker.order(
                        PLATFORM,
                        new Order.Change(
                                "s-2",
                                Optional.of("annuaire-fermé"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())));
    }

    @OnBothStores
    void everybodySeesTheirOwnOnly() {
        Binding binding =
                bindings.bind(contact(NIMES), bind("b-1"), Manner.PLAIN).binding();
        Actor other = platformFor(BERNIS);
        assertTrue(bindings.binding(other, "s-1", "b-1").isEmpty());
        assertEquals(List.of(), bindings.bindings(other, "s-1"));
        assertTrue(bindings.operation(other, "s-1", "b-1", binding.operation().id())
                .isEmpty());
        assertTrue(bindings.secret(other, binding).isEmpty());
        assertTrue(bindings.binding(AUDITOR, "s-1", "b-1").isPresent());
        assertTrue(bindings.secret(AUDITOR, binding).isEmpty(), "reading isn't logging in");
        refused(counter, Reason.NOT_FOUND, () -> bindings.bind(other, bind("b-1"), Manner.PLAIN));
        refused(counter, Reason.GONE, () -> bindings.unbind(other, new Order.Unbind("s-1", "b-1"), Manner.PLAIN));
        refused(counter, Reason.FORBIDDEN, () -> bindings.bind(AUDITOR, bind("b-2"), Manner.PLAIN));
    }

    @OnBothStores
    void theKeyIsMadeOnceAndWithAnotherOneOldSecretsAreUnknown() throws Exception {
        Binding binding = bindings.bind(PLATFORM, bind("b-1"), Manner.PLAIN).binding();
        Secret secret = secret(binding).orElseThrow();
        Path key = data.resolve("binding.key");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        assertEquals(Optional.of(secret), counter.bindings(data).secret(OPS, binding), "after a restart, too");
        assertEquals(Optional.empty(), counter.bindings(data).warning());
        Files.delete(key);
        JournaledBindings restarted = counter.bindings(data);
        assertTrue(restarted.warning().orElseThrow().contains("number of them: 1"));
        assertEquals(Optional.empty(), restarted.secret(OPS, binding));
        assertTrue(
                restarted.authenticate(secret.username(), secret.password()).isPresent(),
                "whoever knows the secret still gets in: its hash doesn't need the key");
        Order.Bind rotation = new Order.Bind("s-1", "b-2", Optional.empty(), Map.of(), Optional.of("b-1"));
        Binding fresh = restarted.bind(OPS, rotation, Manner.PLAIN).binding();
        assertTrue(restarted.secret(OPS, fresh).isPresent());
    }

    private Optional<Secret> secret(Binding binding) {
        return bindings.secret(OPS, binding);
    }

    private static Order.Bind bind(String id) {
        return bind(id, Map.of("app_guid", "guichet"));
    }

    private static Order.Bind bind(String id, Map<String, Object> content) {
        return new Order.Bind("s-1", id, Optional.of("actes-essentiel"), content, Optional.empty());
    }

    private static Order.Bind directory(String id) {
        return new Order.Bind("s-2", id, Optional.of("annuaire-simple"), Map.of(), Optional.empty());
    }

    private static Order.Bind to(String subscription) {
        return new Order.Bind(subscription, "b-9", Optional.empty(), Map.of(), Optional.empty());
    }
}
