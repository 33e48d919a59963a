package fr.beffroi.metering.internal;

import fr.beffroi.api.Account;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import fr.beffroi.api.Subscription;
import fr.beffroi.journal.internal.SqlJournal;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Seal;
import fr.beffroi.store.Store;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Metering with its real store and journal, and a house of three communes and one service around it. */
final class House implements AutoCloseable {
    static final Insee NIMES = new Insee("30189");
    static final Insee BERNIS = new Insee("30036");
    static final Insee CAISSARGUES = new Insee("30060");
    static final Instant OCTOBER = Instant.parse("2026-10-01T00:00:00Z");
    static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");
    static final Actor STAFF = new Actor("staff/ops", Role.STAFF, Optional.empty());

    final MovableClock clock = new MovableClock(OCTOBER.plusSeconds(3600));
    final List<Offering> catalogue = new CopyOnWriteArrayList<>(List.of(actes("acts-published", "page-views")));
    final Store store;
    final SqlJournal journal;
    final Broker broker = new OneCatalogue();
    final Communes communes = new ThreeCommunes();
    final CamelMetering metering;
    final ArchiveFolder folder;

    House(Store store) throws Exception {
        this(store, new ArchiveFolder(Path.of("nowhere"), 0));
    }

    House(Store store, ArchiveFolder folder) throws Exception {
        this.store = store;
        this.folder = folder;
        journal = SqlJournal.open(store, clock);
        metering = new CamelMetering(store, journal, communes, broker, clock, folder);
    }

    static Offering actes(String... meters) {
        return new Offering(
                "5a5e4c1e-actes",
                "actes",
                "Actes et délibérations",
                "Publication des actes.",
                List.of(),
                Optional.empty(),
                true,
                List.of(meters).stream()
                        .map(name -> new Meter(name, name, "acte", Meter.Aggregation.SUM))
                        .toList(),
                List.of(),
                List.of(new Plan("plan-id", "standard", "Tout compris.", Map.of())));
    }

    /** What takes that one back, whole. */
    static Reading withdrawal(String id, Reading original) {
        return new Reading(
                original.source(),
                id,
                original.tenant(),
                original.offering(),
                original.meter(),
                original.time(),
                original.quantity().negate(),
                Optional.of(original.id()));
    }

    static Reading reading(String id, Insee tenant, Instant time, String quantity) {
        return new Reading(
                "/t/" + tenant + "/actes", id, tenant, "actes", "acts-published", time, new BigDecimal(quantity));
    }

    static Filter all(Instant from, Instant to) {
        return new Filter(Optional.empty(), Optional.empty(), Optional.empty(), from, to);
    }

    List<Seal> sealOctober() {
        return journal.decide(STAFF, decisions -> metering.seal(decisions, OCTOBER, NOVEMBER));
    }

    @Override
    public void close() {
        metering.stop();
        journal.close();
    }

    static class MovableClock extends Clock {
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
            return Optional.empty();
        }

        @Override
        public List<Commune> all() {
            return List.of(
                    new Commune(BERNIS, new Siren("213000367"), "Bernis", 3_492, List.of("30620")),
                    new Commune(CAISSARGUES, new Siren("213000607"), "Caissargues", 3_903, List.of("30132")),
                    new Commune(NIMES, new Siren("213001894"), "Nîmes", 151_839, List.of("30000", "30900")));
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
        public Receipt order(Actor actor, Order order, Manner manner) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Receipt approve(Actor actor, String subscription) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Receipt turnDown(Actor actor, String subscription, String reason) {
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
        public List<Receipt> leave(Actor actor, Insee tenant, boolean notice) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Convention> convention(Actor actor, Insee tenant) {
            return Optional.empty();
        }

        @Override
        public List<Receipt> recordConvention(Actor actor, Convention convention) {
            throw new UnsupportedOperationException();
        }
    }
}
