package fr.beffroi.costs.internal;

import fr.beffroi.api.Account;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Charge;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Convention;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.FunctionalUnit;
import fr.beffroi.api.FunctionalUnit.Basis;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.internal.SqlJournal;
import fr.beffroi.metering.internal.ArchiveFolder;
import fr.beffroi.metering.internal.CamelMetering;
import fr.beffroi.store.Store;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Costs with its real store, journal and metering; the rooms around are told by their entries in the journal. */
final class House implements AutoCloseable {
    static final Commune NIMES = commune("30189", "213001894", "Nîmes", 151_839);
    static final Commune BERNIS = commune("30036", "213000367", "Bernis", 3_492);
    static final Commune CAISSARGUES = commune("30060", "213000607", "Caissargues", 3_903);
    static final Intercommunality METROPOLE = new Intercommunality(new Siren("243000643"), "Nîmes Métropole");
    static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    static final Actor STAFF = new Actor("staff/ops", Role.STAFF, Optional.empty());

    /** Paid by acts, by thousands of views, by inhabitants, and by the day. */
    static final Offering ACTES = new Offering(
            "5a5e4c1e-actes",
            "actes",
            "Actes et délibérations",
            "Publication des actes.",
            List.of(),
            Optional.empty(),
            true,
            List.of(
                    new Meter("acts-published", "Actes publiés", "acte", Meter.Aggregation.SUM),
                    new Meter("page-views", "Pages vues", "page", Meter.Aggregation.COUNT)),
            List.of(
                    unit("acte", Basis.METER, "acts-published", 1),
                    unit("mille-vues", Basis.METER, "page-views", 7),
                    unit("habitant", Basis.POPULATION, null, 1),
                    unit("forfait", Basis.SUBSCRIPTION, null, 1)),
            List.of(new Plan("plan-id", "standard", "Tout compris.", Map.of())));

    final List<Offering> catalogue = new CopyOnWriteArrayList<>(List.of(ACTES));
    final MovableClock clock = new MovableClock(Instant.parse("2026-10-15T08:00:00Z"));
    final Store store;
    final SqlJournal journal;
    final CamelMetering metering;
    SqlStatements statements;

    House(Store store) throws Exception {
        this.store = store;
        journal = SqlJournal.open(store, clock);
        metering = new CamelMetering(
                store,
                journal,
                new ThreeCommunes(),
                new OneCatalogue(),
                clock,
                new ArchiveFolder(Path.of("nowhere"), 0));
        statements = new SqlStatements(store, journal, metering);
        record(new Decision.IntercommunalityDeclared(METROPOLE));
        record(new Decision.CommuneDeclared(NIMES));
        record(new Decision.CommuneDeclared(BERNIS));
        record(new Decision.CommuneDeclared(CAISSARGUES));
        record(new Decision.OfferingPublished(ACTES));
    }

    static Commune commune(String insee, String siren, String name, int population) {
        return new Commune(new Insee(insee), new Siren(siren), name, population, List.of());
    }

    private static FunctionalUnit unit(String name, Basis basis, String meter, long per) {
        return new FunctionalUnit(name, name, basis, Optional.ofNullable(meter), per);
    }

    /** A pool of one eligible charge of that many cents, and one that is excluded. */
    static CostPool pool(String unit, long cents) {
        return new CostPool(
                NOVEMBER,
                "actes",
                unit,
                List.of(
                        new Charge(Charge.Family.PERSONNEL, "Administration", cents, "Paie 2026-11", Optional.empty()),
                        new Charge(
                                Charge.Family.SUPPLIES,
                                "Vœux du président",
                                99_999,
                                "Facture 7",
                                Optional.of("Sans lien avec le service"))));
    }

    void record(Decision decision) {
        journal.decide(STAFF, decisions -> decisions.record(decision));
    }

    void at(String instant) {
        clock.set(Instant.parse(instant));
    }

    void subscribe(Commune commune) {
        String id = "s-" + commune.insee();
        record(new Decision.SubscriptionOrdered(
                id, id + "-in", commune.insee(), ACTES.id(), "plan-id", "0", Optional.empty()));
        record(new Decision.StepDone(id, id + "-in", commune.insee(), "directory"));
        record(new Decision.OperationSucceeded(id, id + "-in", commune.insee()));
    }

    void unsubscribe(Commune commune) {
        String id = "s-" + commune.insee();
        record(new Decision.EndOrdered(id, id + "-out", commune.insee(), Optional.empty()));
        record(new Decision.OperationSucceeded(id, id + "-out", commune.insee()));
    }

    /** The end is ordered for then; without a moment, for now. */
    void giveNotice(Commune commune, Optional<String> until) {
        String id = "s-" + commune.insee();
        record(new Decision.EndOrdered(id, id + "-out", commune.insee(), until.map(Instant::parse)));
    }

    /** One reading now. */
    void use(Commune commune, String meter, String id, String quantity) {
        accept(commune, meter, id, quantity, Optional.empty());
    }

    /** Takes back a reading of now. */
    void takeBack(Commune commune, String meter, String id, String quantity) {
        accept(commune, meter, "not " + id, "-" + quantity, Optional.of(key(commune, meter, id)));
    }

    private static String key(Commune commune, String meter, String id) {
        return commune.insee() + "-" + meter + "-" + id;
    }

    private void accept(Commune commune, String meter, String id, String quantity, Optional<String> corrects) {
        Receipt receipt = metering.accept(
                        STAFF,
                        List.of(new Reading(
                                "test",
                                key(commune, meter, id),
                                commune.insee(),
                                "actes",
                                meter,
                                clock.instant(),
                                new BigDecimal(quantity),
                                corrects)))
                .get(0);
        if (receipt.outcome() != Outcome.ACCEPTED) {
            throw new AssertionError(receipt.sentence());
        }
    }

    List<String> declare(CostPool... pools) {
        return declare(List.of(), pools);
    }

    List<String> declare(List<Offering> offerings, CostPool... pools) {
        Declaration declaration = new Declaration(METROPOLE, List.of(), offerings, List.of(pools), List.of());
        return journal.decide(STAFF, decisions -> statements.apply(decisions, declaration));
    }

    @Override
    public void close() {
        statements.stop();
        metering.stop();
        journal.close();
    }

    static final class MovableClock extends Clock {
        private volatile Instant now;

        MovableClock(Instant now) {
            this.now = now;
        }

        void set(Instant instant) {
            now = instant;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class ThreeCommunes implements Communes {
        @Override
        public Optional<Intercommunality> intercommunality() {
            return Optional.of(METROPOLE);
        }

        @Override
        public List<Commune> all() {
            return List.of(BERNIS, CAISSARGUES, NIMES);
        }

        @Override
        public Optional<Commune> find(Insee insee) {
            return all().stream()
                    .filter(commune -> commune.insee().equals(insee))
                    .findFirst();
        }

        @Override
        public List<Account> accounts(Insee insee) {
            return List.of();
        }

        @Override
        public String renewPassword(Actor actor, Insee insee, String uid) {
            throw new UnsupportedOperationException();
        }
    }

    private final class OneCatalogue implements Broker {
        @Override
        public List<Offering> catalogue() {
            return catalogue;
        }

        @Override
        public Broker.Receipt order(Actor actor, Order order, Manner manner) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Broker.Receipt approve(Actor actor, String subscription) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Broker.Receipt turnDown(Actor actor, String subscription, String reason) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Subscription> subscription(Actor actor, String id) {
            return Optional.empty();
        }

        @Override
        public List<Subscription> subscriptions(Actor actor) {
            return List.of();
        }

        @Override
        public Optional<Operation> operation(Actor actor, String subscription, String operation) {
            return Optional.empty();
        }

        @Override
        public List<Broker.Receipt> leave(Actor actor, Insee tenant, boolean notice) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Convention> convention(Actor actor, Insee tenant) {
            return Optional.empty();
        }

        @Override
        public List<Broker.Receipt> recordConvention(Actor actor, Convention convention) {
            throw new UnsupportedOperationException();
        }
    }
}
