package fr.beffroi.provisioning;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Role;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.CommuneLeft;
import fr.beffroi.api.decision.Decision.DepartureDecided;
import fr.beffroi.api.decision.Decision.OfferingPublished;
import fr.beffroi.broker.JournaledBroker;
import fr.beffroi.broker.Register;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import fr.beffroi.journal.Projection;
import fr.beffroi.journal.Verification;
import fr.beffroi.journal.internal.SqlJournal;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.store.testing.StoreUnderTest;
import fr.beffroi.tenancy.Departures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The house as it runs: real journal, broker and provisioning, in a world of stand-ins. */
final class House implements AutoCloseable {
    static final Actor OPS = new Actor("staff/ops", Role.STAFF, Optional.empty());
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    final World world;
    final Life life;
    final SqlJournal journal;
    final Broker broker;
    final JournaledArchives archives;
    final CamelProvisioning provisioning;
    final TenantDatabases databases;
    final Map<String, Instance> instances = new ConcurrentSkipListMap<>();

    private final Register register;
    private final MortalJournal mortal;

    House(StoreUnderTest store, World world) {
        this(store, world, new Life(world, 0), new TestSettings(store.folder()));
    }

    House(StoreUnderTest store, World world, Life life, Settings settings) {
        this.world = world;
        this.life = life;
        journal = SqlJournal.open(store.store(), Clock.fixed(Instant.parse("2026-03-02T23:30:00Z"), ZoneOffset.UTC));
        mortal = new MortalJournal();
        Departures departures = new TestDepartures();
        register = new Register(store.store(), journal);
        broker = new JournaledBroker(register, journal, world, departures);
        archives = new JournaledArchives(store.store(), journal, settings);
        databases = store.tenantDatabases();
        if (journal.head() == 0) {
            record(new OfferingPublished(World.ACTES));
            record(new OfferingPublished(World.STOCKAGE));
        }
        provisioning = new CamelProvisioning(
                mortal,
                broker,
                world,
                departures,
                world.directory(life),
                new TestDatabases(),
                new TestHosting(),
                archives,
                settings);
    }

    Operation subscribe(String id, Insee tenant) {
        return broker.order(OPS, new Order.Subscribe(id, tenant, "actes-id", "actes-plan", Map.of("note", "x")))
                .operation();
    }

    Operation subscribeToStorage(String id, Insee tenant) {
        return broker.order(OPS, new Order.Subscribe(id, tenant, "stockage-id", "stockage-plan", Map.of()))
                .operation();
    }

    Operation unsubscribe(String id) {
        return broker.order(OPS, new Order.Unsubscribe(id)).operation();
    }

    Subscription find(String id) {
        return broker.subscription(OPS, id).orElseThrow();
    }

    /** The last operation of a subscription, when it has ended. */
    Operation ended(String id) {
        await("the operation on " + id + " ends", () -> find(id).operation().state() != Operation.State.IN_PROGRESS);
        return find(id).operation();
    }

    /** What stands of one commune, anywhere. */
    List<String> standing(Insee tenant) {
        Stream<String> all = Stream.of(
                        world.groups.stream().map(group -> "group " + group),
                        databases.list().stream().map(one -> "database " + one.tenant() + "/" + one.service()),
                        instances.keySet().stream().map(instance -> "instance " + instance),
                        world.files.stream().map(files -> "files " + files))
                .flatMap(one -> one);
        return all.filter(one -> one.contains(" " + tenant + "/")).toList();
    }

    void record(Decision decision) {
        journal.decide(OPS, decisions -> decisions.record(decision));
    }

    List<Decision> decisions() {
        return journal.read(0, 10_000).stream().map(Entry::decision).toList();
    }

    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain until " + what);
            }
            synchronized (this) {
                try {
                    wait(5);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Override
    public void close() {
        provisioning.close();
        archives.close();
        register.close();
        journal.close();
    }

    /** Run when provisioning stops following. */
    void whenClosing(Runnable action) {
        mortal.closing = action;
    }

    /** The journal takes no entries of provisioning while this is set. */
    void journalIsFull(boolean full) {
        mortal.full = full;
    }

    /** The journal as provisioning sees it: entries are moments of the life, too. */
    private final class MortalJournal implements Journal {
        private volatile Runnable closing = () -> {};
        private volatile boolean full;

        @Override
        public <R> R decide(Actor by, Function<Decisions, R> decision) {
            life.moment();
            if (full) {
                throw new IllegalStateException("the disk is full");
            }
            R result = journal.decide(by, decision);
            life.moment();
            return result;
        }

        @Override
        public <R> R rehearse(Actor by, Function<Decisions, R> decision) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Attachment attach(String name, Projection projection) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Attachment follow(String name, long after, Consumer<Entry> follower) {
            Attachment attachment = journal.follow(name, after, follower);
            return () -> {
                closing.run();
                attachment.close();
            };
        }

        @Override
        public List<Entry> read(long after, int limit) {
            return journal.read(after, limit);
        }

        @Override
        public long head() {
            return journal.head();
        }

        @Override
        public Verification verify(LongConsumer progress) {
            throw new UnsupportedOperationException();
        }
    }

    private final class TestDepartures implements Departures {
        @Override
        public boolean isLeaving(Insee tenant) {
            return world.leaving.contains(tenant);
        }

        @Override
        public void decide(Decisions decisions, Insee tenant) {
            decisions.record(new DepartureDecided(tenant));
            world.leaving.add(tenant);
        }

        @Override
        public void complete(Insee tenant) {
            life.act(tenant, "complete", () -> {
                if (world.left.add(tenant)) {
                    record(new CommuneLeft(tenant));
                }
            });
        }
    }

    private final class TestDatabases implements TenantDatabases {
        @Override
        public void create(Insee tenant, String service) {
            life.act(tenant, "create", () -> databases.create(tenant, service));
        }

        @Override
        public DataSource open(Insee tenant, String service) {
            return databases.open(tenant, service);
        }

        @Override
        public void drop(Insee tenant, String service) {
            life.act(tenant, "drop", () -> databases.drop(tenant, service));
        }

        @Override
        public List<TenantDatabase> list() {
            return databases.list();
        }
    }

    /** Instances live as long as the house, their files longer. */
    private final class TestHosting implements Hosting {
        @Override
        public void open(Blueprint blueprint) {
            Insee tenant = blueprint.commune().insee();
            String key = tenant + "/" + blueprint.offering().name();
            life.act(tenant, "open", () -> {
                world.files.add(key);
                instances.putIfAbsent(
                        key, new Instance(tenant, blueprint.offering().name(), "1.0.0", false));
            });
        }

        @Override
        public void check(Insee tenant, String service) {
            life.act(
                    tenant,
                    "check",
                    () -> instances.compute(tenant + "/" + service, (key, instance) -> {
                        if (instance == null) {
                            throw new IllegalStateException("no instance " + key);
                        }
                        return new Instance(tenant, service, "1.0.0", true);
                    }));
        }

        @Override
        public void withdraw(Insee tenant, String service) {
            life.act(
                    tenant,
                    "withdraw",
                    () -> instances.computeIfPresent(
                            tenant + "/" + service, (key, open) -> new Instance(tenant, service, "1.0.0", false)));
        }

        @Override
        public void export(Insee tenant, String service, Path folder) throws IOException {
            if (!instances.containsKey(tenant + "/" + service)) {
                throw new IllegalStateException("no instance of " + tenant);
            }
            if (instances.get(tenant + "/" + service).serving()) {
                throw new IllegalStateException("exported while somebody can still publish");
            }
            Files.writeString(folder.resolve("actes.csv"), "numéro;objet\n1;budget\n");
            life.act(tenant, "export", () -> {});
            Files.writeString(folder.resolve("README.txt"), "Les actes.");
        }

        @Override
        public void close(Insee tenant, String service) {
            life.act(tenant, "close", () -> instances.remove(tenant + "/" + service));
        }

        @Override
        public void dropFiles(Insee tenant, String service) {
            life.act(tenant, "dropFiles", () -> world.files.remove(tenant + "/" + service));
        }

        @Override
        public List<Instance> instances() {
            return List.copyOf(instances.values());
        }

        @Override
        public List<String> filesFolders() {
            return List.copyOf(world.files);
        }
    }
}
