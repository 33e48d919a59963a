package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.Scraped.meter;
import static fr.beffroi.metering.internal.Scraped.sent;
import static fr.beffroi.metering.internal.Scraped.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;

/** A page that can't be had is missed by every commune at once, with each slot of time again. */
class DeadPageTest {
    private static final int MANY = 40;

    private final List<Insee> communes = IntStream.range(0, MANY)
            .mapToObj(number -> new Insee(String.valueOf(30_100 + number)))
            .toList();

    @OnBothStores
    void itCostsOneStatementACommune(Store store) throws Exception {
        try (Scraped scraped = new Scraped(new House(store), (addresses, each) -> {}, Scraped.NEVER)) {
            scraped.publish(meter("sent", sent(URI.create("http://127.0.0.1:1/metrics"))));
            communes.forEach(scraped::subscribed);
            Target target = Target.in(scraped.house.catalogue).get(0);
            Counted counted = new Counted(store);
            SqlSamples samples = new SqlSamples(counted);
            samples.keep(target, time(2, 0), samples.last(target), all("1"));
            samples.keep(target, time(2, 1), samples.last(target), CounterLooks.none(Missed.UNREACHABLE));

            counted.statements.set(0);
            samples.keep(target, time(2, 2), samples.last(target), CounterLooks.none(Missed.UNREACHABLE));
            int dead = counted.statements.getAndSet(0);
            samples.keep(target, time(2, 3), samples.last(target), all("2"));
            samples.keep(target, time(2, 4), samples.last(target), all("3"));
            counted.statements.set(0);
            samples.endAllBut(List.of(), time(2, 5));
            int ended = counted.statements.get();

            assertTrue(dead < MANY + 10, () -> dead + " statements");
            // An end besides, and a gap that is new.
            assertTrue(ended < 3 * MANY + 10, () -> ended + " statements");
            assertEquals(
                    communes.stream()
                            .flatMap(one ->
                                    List.of(one + " sent 02:00-02:03 unreachable", one + " sent 02:04-02:05 redeclared")
                                            .stream())
                            .toList(),
                    scraped.gaps());
        }
    }

    private CounterLooks all(String value) {
        return new CounterLooks(
                communes.stream().collect(Collectors.toMap(Function.identity(), one -> Look.at(new BigDecimal(value)))),
                Missed.ABSENT,
                Set.of(),
                Optional.empty());
    }

    /** Counts what is asked of the store. */
    private record Counted(Store store, AtomicInteger statements) implements Store {
        Counted(Store store) {
            this(store, new AtomicInteger());
        }

        @Override
        public Dialect dialect() {
            return store.dialect();
        }

        @Override
        public <R> R read(Function<Handle, R> queries) {
            return store.read(counting(queries));
        }

        @Override
        public <R> R write(Function<Handle, R> changes) {
            return store.write(counting(changes));
        }

        private <R> Function<Handle, R> counting(Function<Handle, R> work) {
            return sql -> {
                sql.getConfig(SqlStatements.class).setSqlLogger(new SqlLogger() {
                    @Override
                    public void logBeforeExecution(StatementContext context) {
                        statements.incrementAndGet();
                    }
                });
                return work.apply(sql);
            };
        }

        @Override
        public void migrate(String room, ClassLoader migrations) {
            store.migrate(room, migrations);
        }
    }
}
