package fr.beffroi.provisioning;

import fr.beffroi.api.Actor;
import fr.beffroi.api.ArchivePart;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Role;
import fr.beffroi.api.Rollouts;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.CommuneLeft;
import fr.beffroi.api.decision.Decision.DepartureDecided;
import fr.beffroi.api.decision.Decision.OfferingPublished;
import fr.beffroi.broker.JournaledBindings;
import fr.beffroi.broker.JournaledBroker;
import fr.beffroi.broker.JournaledRollouts;
import fr.beffroi.broker.Register;
import fr.beffroi.broker.SubscriptionArchive;
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
import fr.beffroi.tenancy.Directory;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
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
    final Bindings bindings;
    final Rollouts rollouts;
    final ArchiveParts parts;
    final JournaledArchives archives;
    final CamelProvisioning provisioning;
    final TenantDatabases databases;
    final Map<String, Instance> instances = new ConcurrentSkipListMap<>();
    /** Addresses that say that they are suspended. */
    final Set<String> suspended = new ConcurrentSkipListSet<>();

    private final Register register;
    private final MortalJournal mortal;

    House(StoreUnderTest store, World world) {
        this(store, world, new Life(world, 0), new TestSettings(store.folder()));
    }

    House(StoreUnderTest store, World world, Life life, Settings settings) {
        this.world = world;
        this.life = life;
        journal = SqlJournal.open(store.store(), world.clock());
        mortal = new MortalJournal();
        Departures departures = new TestDepartures();
        Directory directory = world.directory(life);
        register = new Register(store.store(), journal);
        broker = new JournaledBroker(register, journal, world, departures);
        bindings =
                new JournaledBindings(register, journal, directory, world.clock(), new BrokerSettings(settings.data()));
        rollouts = new JournaledRollouts(register, journal, world);
        archives = new JournaledArchives(store.store(), journal, settings);
        parts = new ArchiveParts(settings);
        parts.addPart(new SubscriptionArchive(register));
        parts.addPart(new TestPart("usage"));
        parts.addPart(new TestPart("statements"));
        databases = store.tenantDatabases();
        if (journal.head() == 0) {
            Stream.of(World.ACTES, World.STOCKAGE, World.CARTES, World.ANNUAIRE)
                    .forEach(offering -> record(new OfferingPublished(offering)));
        }
        provisioning = new CamelProvisioning(
                mortal,
                broker,
                bindings,
                rollouts,
                world,
                departures,
                directory,
                new TestDatabases(),
                new TestHosting(world, life, instances, suspended),
                archives,
                parts,
                world.clock(),
                settings);
        // It is made on a thread of its own. One that comes late would find what a story has made, and open it once
        // more.
        await("the first round has looked", this::hasLooked);
    }

    private boolean hasLooked() {
        return provisioning
                .problem()
                .filter(problem -> problem.contains("hasn't looked yet"))
                .isEmpty();
    }

    Operation subscribe(String id, Insee tenant) {
        return subscribe(id, tenant, "actes");
    }

    Operation subscribeToStorage(String id, Insee tenant) {
        return subscribe(id, tenant, "stockage");
    }

    Operation subscribe(String id, Insee tenant, String service) {
        return order(
                new Order.Subscribe(id, tenant, service + "-id", service + "-standard", Map.of("note", "x"), Map.of()));
    }

    Operation change(String id, Map<String, Object> parameters, String version) {
        return order(new Order.Change(
                id, Optional.empty(), Optional.of(parameters), Optional.empty(), Optional.of(version)));
    }

    Operation suspend(String id) {
        return order(new Order.Suspend(id, "Impayé"));
    }

    Operation resume(String id) {
        return order(new Order.Resume(id));
    }

    Operation unsubscribe(String id) {
        return order(new Order.Unsubscribe(id, false));
    }

    Operation order(Order order) {
        return broker.order(OPS, order).operation();
    }

    void bind(String id, String binding) {
        bindings.bind(OPS, new Order.Bind(id, binding, Optional.empty(), Map.of(), Optional.empty()), Manner.PLAIN);
    }

    void unbind(String id, String binding) {
        bindings.unbind(OPS, new Order.Unbind(id, binding), Manner.PLAIN);
    }

    Binding binding(String id, String binding) {
        return bindings.binding(OPS, id, binding).orElseThrow();
    }

    /** The last operation of a binding, when it has ended. */
    Operation ended(String id, String binding) {
        return awaitEnd(binding, () -> binding(id, binding).operation());
    }

    boolean isServing(Insee tenant) {
        Instance instance = instances.get(tenant + "/actes");
        return instance != null && instance.serving();
    }

    Subscription find(String id) {
        return broker.subscription(OPS, id).orElseThrow();
    }

    /** The last operation of a subscription, when it has ended. */
    Operation ended(String id) {
        return awaitEnd(id, () -> find(id).operation());
    }

    /** Looked at once: the next one may be ordered by itself at any moment. */
    private Operation awaitEnd(String what, Supplier<Operation> last) {
        AtomicReference<Operation> seen = new AtomicReference<>();
        await("the operation on " + what + " ends", () -> {
            seen.set(last.get());
            return !seen.get().isUnderWay();
        });
        return seen.get();
    }

    /** What stands of one commune, anywhere. */
    List<String> standing(Insee tenant) {
        Stream<String> all = Stream.of(
                        world.groups.stream().map(group -> "group " + group),
                        world.programs.keySet().stream().map(program -> "program " + program),
                        world.logIns.stream().map(logIn -> "log-in " + logIn),
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
            return life.write(() -> {
                if (full) {
                    throw new IllegalStateException("the disk is full");
                }
                return journal.decide(by, decision);
            });
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
        public List<Insee> leaving() {
            return world.all().stream()
                    .map(Commune::insee)
                    .filter(world.leaving::contains)
                    .toList();
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
        public long size(Insee tenant, String service) {
            return databases.size(tenant, service);
        }

        @Override
        public List<TenantDatabase> list() {
            return databases.list();
        }
    }

    /** A room that keeps something. */
    private final class TestPart implements ArchivePart {
        private final String name;

        TestPart(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String description() {
            return "Ce que " + name + " conserve.";
        }

        @Override
        public void export(Insee tenant, String offering, Path folder) throws IOException {
            world.mayFail(name);
            Files.writeString(folder.resolve(name + ".csv"), "commune;service\n" + tenant + ";" + offering + "\n");
        }
    }

    private record BrokerSettings(String data) implements fr.beffroi.broker.Settings {
        @Override
        public Class<? extends Annotation> annotationType() {
            return fr.beffroi.broker.Settings.class;
        }
    }
}
