package fr.beffroi.broker;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.Terms;
import fr.beffroi.api.Terms.BindingTerms;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.OperationFailed;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.StepDone;
import fr.beffroi.api.decision.Decision.StepUndone;
import fr.beffroi.journal.Journal;
import fr.beffroi.journal.internal.SqlJournal;
import fr.beffroi.store.Store;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * A broker on a real journal, with a catalogue of five services, three communes of which each has a convention, and somebody who
 * plays provisioning.
 *
 * <ul>
 *   <li>{@code actes}: hosted, with parameters, changeable, bound to its instance for a year by rotatable credentials, left with a
 *       notice of 90 days
 *   <li>{@code stockage}: runs elsewhere, without anything special
 *   <li>{@code annuaire}: stands by the order alone, bound to the directory
 *   <li>{@code parapheur}: the intercommunality approves each
 *   <li>{@code archives}: free, for 4000 to 10000 inhabitants, who have {@code actes}, in one place only
 * </ul>
 */
final class Counter implements AutoCloseable {
    static final Actor OPS = new Actor("staff/ops", Role.STAFF, Optional.empty());
    static final Actor AUDITOR = new Actor("staff/auditor", Role.AUDITOR, Optional.empty());
    static final Actor PLATFORM = new Actor("platform/platform", Role.PLATFORM, Optional.empty());
    static final Actor ROOM = Actor.room("provisioning");
    static final Manner IMPATIENT = new Manner(false, Optional.empty());

    /** The tables of the fold, in an order in which they can be emptied. */
    private static final List<String> FOLD = List.of(
            "broker_operation",
            "broker_binding",
            "broker_subscription",
            "broker_offering",
            "broker_convention",
            "broker_rollout");

    static final int NOTICE_DAYS = 90;
    static final int LIFETIME_DAYS = 365;
    static final int RENEWAL_DAYS = 30;

    static final String SCHEMA = """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","additionalProperties":false,
             "properties":{"delay":{"type":"integer","minimum":0,"maximum":30},"sign":{"type":"string","maxLength":9}}}""";

    final MovingClock clock = new MovingClock();
    final Town town = new Town();
    final Lobby lobby = new Lobby();
    final Store store;
    final SqlJournal journal;
    final Register register;
    final Broker broker;
    final DeclaredCatalogue catalogue;

    /** A counter whose catalogue is published, and where every commune has its convention. */
    static Counter open(Store store) {
        Counter counter = new Counter(store);
        counter.apply(whole());
        for (Insee commune : List.of(Town.NIMES, Town.CAISSARGUES, Town.BERNIS)) {
            counter.broker.recordConvention(OPS, convention(commune, "2026-001"));
        }
        return counter;
    }

    Counter(Store store) {
        this.store = store;
        journal = SqlJournal.open(store, clock);
        register = new Register(store, journal);
        broker = new JournaledBroker(register, journal, town, town);
        catalogue = new DeclaredCatalogue(register);
    }

    /** Opened for itself, because it needs a folder. */
    JournaledBindings bindings(Path data) {
        return new JournaledBindings(register, journal, lobby, clock, data);
    }

    static Offering[] whole() {
        return new Offering[] {
            actes("1.0.0"),
            offering("stockage", Optional.empty(), plan("stockage-plan", "standard", "2.50")),
            offering(
                    "annuaire",
                    Optional.empty(),
                    new Terms(
                            true,
                            true,
                            Optional.of(new BindingTerms(BindingTerms.Access.DIRECTORY, false, OptionalInt.empty(), 0)),
                            false,
                            0,
                            Terms.Population.ANY,
                            List.of(),
                            OptionalInt.empty()),
                    plan("annuaire-simple", "simple", "0"),
                    new Plan(
                            "annuaire-fermé",
                            "ferme",
                            "Une formule.",
                            Map.of(),
                            Optional.empty(),
                            Optional.of(false),
                            Optional.empty())),
            offering(
                    "parapheur",
                    Optional.empty(),
                    new Terms(
                            false,
                            false,
                            Optional.empty(),
                            true,
                            0,
                            Terms.Population.ANY,
                            List.of(),
                            OptionalInt.empty()),
                    plan("parapheur-plan", "standard", "1.20"),
                    plan("parapheur-libre", "libre", "0")),
            offering(
                    "archives",
                    Optional.empty(),
                    new Terms(
                            false,
                            false,
                            Optional.empty(),
                            false,
                            0,
                            new Terms.Population(OptionalInt.of(4_000), OptionalInt.of(10_000)),
                            List.of("actes"),
                            OptionalInt.of(1)),
                    plan("archives-plan", "standard", "0"))
        };
    }

    List<String> apply(Offering... offerings) {
        return journal.decide(OPS, decisions -> catalogue.apply(decisions, declaration(offerings)));
    }

    static Declaration declaration(Offering... offerings) {
        return new Declaration(
                new Intercommunality(new Siren("243000643"), "Nîmes Métropole"),
                List.of(),
                List.of(offerings),
                List.of(),
                List.of());
    }

    static Convention convention(Insee commune, String number) {
        return new Convention(
                commune,
                number,
                LocalDate.parse("2026-02-01"),
                "DEL-12",
                LocalDate.parse("2026-01-20"),
                "0123456789abcdef".repeat(4));
    }

    static Offering actes(String version, String... otherVersions) {
        return actes(new HostedBundle("fr.beffroi.service.actes", version, List.of(otherVersions)));
    }

    private static Offering actes(HostedBundle bundle) {
        return offering(
                "actes",
                Optional.of(bundle),
                new Terms(
                        false,
                        true,
                        Optional.of(new BindingTerms(
                                BindingTerms.Access.INSTANCE, true, OptionalInt.of(LIFETIME_DAYS), RENEWAL_DAYS)),
                        false,
                        NOTICE_DAYS,
                        Terms.Population.ANY,
                        List.of(),
                        OptionalInt.empty()),
                withSchema(plan("actes-essentiel", "essentiel", "0.35")),
                withSchema(plan("actes-complet", "complet", "0.5")));
    }

    private static Plan withSchema(Plan plan) {
        return schema(plan, SCHEMA);
    }

    static Plan schema(Plan plan, String schema) {
        return new Plan(
                plan.id(),
                plan.name(),
                plan.description(),
                plan.provisionalUnitCosts(),
                Optional.of(schema),
                plan.bindable(),
                plan.planUpdateable());
    }

    /** A service whose id is its name with "-id". */
    static Offering offering(String name, Optional<HostedBundle> hosted, Plan... plans) {
        return offering(name, hosted, Terms.PLAIN, plans);
    }

    static Offering offering(String name, Optional<HostedBundle> hosted, Terms terms, Plan... plans) {
        return offering(name + "-id", name, hosted, terms, plans);
    }

    static Offering offering(String id, String name, Optional<HostedBundle> hosted, Terms terms, Plan... plans) {
        return new Offering(
                id,
                name,
                "Service " + name,
                "Un service de la maison.",
                List.of("commun"),
                hosted,
                false,
                terms,
                List.of(new Meter("uses", "usages", "usage", Meter.Aggregation.SUM, Optional.of(Duration.ofDays(1)))),
                List.of(new FunctionalUnit("usage", "usage", FunctionalUnit.Basis.METER, Optional.of("uses"), 1)),
                List.of(plans));
    }

    static Plan plan(String id, String name, String cost) {
        return new Plan(id, name, "Une formule.", Map.of("usage", new BigDecimal(cost)));
    }

    static Order.Subscribe actesFor(String id, Insee tenant) {
        return new Order.Subscribe(
                id, tenant, "actes-id", "actes-essentiel", Map.of("delay", 3), Map.of("space_guid", "mairie"));
    }

    static Order.Subscribe simple(String id, Insee tenant, String offering, String plan) {
        return new Order.Subscribe(id, tenant, offering + "-id", plan, Map.of(), Map.of());
    }

    static Order.Unsubscribe end(String id) {
        return new Order.Unsubscribe(id, false);
    }

    static Actor platformFor(Insee... communes) {
        return Actor.platform("portail", Optional.of(Set.of(communes)));
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

    /** Work on a subscription that has been carried out. */
    Operation succeeded(Broker.Receipt receipt) {
        record(new OperationSucceeded(
                receipt.subscription().id(),
                receipt.operation().id(),
                receipt.subscription().tenant()));
        return operation(receipt);
    }

    Operation operation(Broker.Receipt receipt) {
        return broker.operation(
                        OPS, receipt.subscription().id(), receipt.operation().id())
                .orElseThrow();
    }

    /** How many rows lie in a table. */
    long rows(String table) {
        return store.read(sql -> sql.createQuery("SELECT COUNT(*) FROM " + table)
                .mapTo(Long.class)
                .one());
    }

    /** All the rows of the fold, in a form that can be compared. */
    Map<String, List<Map<String, Object>>> fold() {
        Map<String, List<Map<String, Object>>> fold = new TreeMap<>();
        store.read(sql -> {
            for (String table : FOLD) {
                fold.put(
                        table,
                        sql.createQuery("SELECT * FROM " + table).mapToMap().list().stream()
                                .sorted(Comparator.comparing(Object::toString))
                                .toList());
            }
            return null;
        });
        return fold;
    }

    /** Tells the whole journal to an empty register. */
    void replay() {
        store.write(sql -> {
            FOLD.forEach(table -> sql.execute("DELETE FROM " + table));
            journal.read(0, 100_000).forEach(entry -> new RegisterProjection().apply(sql, entry));
            return null;
        });
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
