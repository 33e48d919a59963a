package fr.beffroi.broker;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.OperationFailed;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.StepDone;
import fr.beffroi.api.decision.Decision.StepUndone;
import fr.beffroi.journal.Journal;
import fr.beffroi.journal.internal.SqlJournal;
import fr.beffroi.store.Store;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A broker on a real journal, with a catalogue of two services, and somebody who plays provisioning. */
final class Counter implements AutoCloseable {
    static final Actor OPS = new Actor("staff/ops", Role.STAFF, Optional.empty());
    static final Actor AUDITOR = new Actor("staff/auditor", Role.AUDITOR, Optional.empty());
    static final Actor PLATFORM = new Actor("platform/platform", Role.PLATFORM, Optional.empty());
    static final Actor ROOM = Actor.room("provisioning");

    final Town town = new Town();
    final SqlJournal journal;
    final Register register;
    final Broker broker;
    final DeclaredCatalogue catalogue;

    /** A counter whose catalogue is published. */
    static Counter open(Store store) {
        Counter counter = new Counter(store);
        counter.apply(
                actes("1.0.0"), offering("stockage", Optional.empty(), plan("stockage-plan", "standard", "2.50")));
        return counter;
    }

    Counter(Store store) {
        journal = SqlJournal.open(store, Clock.fixed(Instant.parse("2026-03-02T08:00:00Z"), ZoneOffset.UTC));
        register = new Register(store, journal);
        broker = new JournaledBroker(register, journal, town, town);
        catalogue = new DeclaredCatalogue(register);
    }

    List<String> apply(Offering... offerings) {
        return journal.decide(OPS, decisions -> catalogue.apply(decisions, declaration(offerings)));
    }

    static Declaration declaration(Offering... offerings) {
        return new Declaration(
                new Intercommunality(new Siren("243000643"), "Nîmes Métropole"),
                List.of(),
                List.of(offerings),
                List.of());
    }

    static Offering actes(String version) {
        return offering(
                "actes",
                Optional.of(new HostedBundle("fr.beffroi.service.actes", version)),
                plan("actes-essentiel", "essentiel", "0.35"),
                plan("actes-complet", "complet", "0.5"));
    }

    /** A service whose id is its name with "-id". */
    static Offering offering(String name, Optional<HostedBundle> hosted, Plan... plans) {
        return offering(name + "-id", name, hosted, plans);
    }

    static Offering offering(String id, String name, Optional<HostedBundle> hosted, Plan... plans) {
        return new Offering(
                id,
                name,
                "Service " + name,
                "Un service de la maison.",
                List.of("commun"),
                hosted,
                false,
                List.of(new Meter("uses", "usages", "usage", Meter.Aggregation.SUM)),
                List.of(new FunctionalUnit("usage", "usage", FunctionalUnit.Basis.METER, Optional.of("uses"), 1)),
                List.of(plans));
    }

    static Plan plan(String id, String name, String cost) {
        return new Plan(id, name, "Une formule.", Map.of("usage", new BigDecimal(cost)));
    }

    static Order.Subscribe actesFor(String id, Insee tenant) {
        return new Order.Subscribe(id, tenant, "actes-id", "actes-essentiel", Map.of("space_guid", "mairie"));
    }

    static Actor contact(Insee tenant) {
        return new Actor("account/contact-" + tenant, Role.CONTACT, Optional.of(tenant));
    }

    static Actor agent(Insee tenant) {
        return new Actor("account/agent-" + tenant, Role.AGENT, Optional.of(tenant));
    }

    Subscription find(String id) {
        return broker.subscription(OPS, id).orElseThrow();
    }

    Subscription.State state(String id) {
        return find(id).state();
    }

    /** What provisioning would record. */
    void record(Decision decision) {
        journal.decide(ROOM, decisions -> decisions.record(decision));
    }

    void done(String id, String step) {
        Subscription one = find(id);
        record(new StepDone(id, one.operation().id(), one.tenant(), step));
    }

    void undone(String id, String step) {
        Subscription one = find(id);
        record(new StepUndone(id, one.operation().id(), one.tenant(), step));
    }

    Operation succeed(String id) {
        Subscription one = find(id);
        record(new OperationSucceeded(id, one.operation().id(), one.tenant()));
        return find(id).operation();
    }

    Operation fail(String id, String... leftovers) {
        Subscription one = find(id);
        record(new OperationFailed(
                id,
                one.operation().id(),
                one.tenant(),
                "database",
                "La base n'a pas pu être préparée.",
                List.of(leftovers)));
        return find(id).operation();
    }

    /** A subscription in use. */
    void active(String id, Insee tenant) {
        broker.order(PLATFORM, actesFor(id, tenant));
        for (String step : List.of("directory", "database", "instance", "check")) {
            done(id, step);
        }
        succeed(id);
    }

    long entriesOf(Class<? extends Decision> kind) {
        return journal.read(0, 100_000).stream()
                .filter(entry -> kind.isInstance(entry.decision()))
                .count();
    }

    Journal journal() {
        return journal;
    }

    @Override
    public void close() {
        register.close();
        journal.close();
    }
}
