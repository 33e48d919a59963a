package fr.beffroi.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Readiness;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnPostgresql;
import fr.beffroi.store.testing.PostgresServer;
import fr.beffroi.store.testing.StoreUnderTest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;

/** Whether a data store can serve is asked by a log-in; whoever asks often makes it work no more than whoever asks now and then. */
class ReadyOnPostgresqlTest {
    private static final int OFTEN = 200;

    private final AtomicLong nanos = new AtomicLong();
    private StoreUnderTest data;
    private ReadyServlet servlet;

    @BeforeEach
    void aHouseOfADataStoreOnly(StoreUnderTest given) {
        data = given;
        servlet = new ReadyServlet(house(data.store()::problem), nanos::get);
    }

    @OnPostgresql
    void twoHundredQuestionsAreOneLogIn() throws IOException {
        long before = logIns(data.store());
        for (int i = 0; i < OFTEN; i++) {
            assertEquals(200, ask().status());
        }
        long since = logIns(data.store()) - before;
        // The server counts those late that end now, and the pools may still be filling: but never that many.
        assertTrue(since < OFTEN / 10, () -> since + " log-ins");
    }

    @OnPostgresql
    void aDataStoreThatLetsNobodyInIsSeenASecondLater() throws IOException {
        String name = data.database().name();
        assertEquals(200, ask().status());
        PostgresServer.get().execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        try {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertEquals(200, ask().status());
            nanos.addAndGet(1);
            Told told = ask();
            assertEquals(503, told.status());
            assertTrue(told.text().contains("\"store\" : \"PostgreSQL at "), told.text());
        } finally {
            PostgresServer.get().execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
        }
        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        assertEquals(503, ask().status());
        nanos.addAndGet(1);
        assertEquals(200, ask().status(), "whoever waits for it waits no second longer");
    }

    /** As the server counts them. */
    private static long logIns(Store store) {
        return store.read(
                sql -> sql.createQuery("SELECT sessions FROM pg_stat_database WHERE datname = current_database()")
                        .mapTo(Long.class)
                        .one());
    }

    private record Told(int status, String text) {}

    private Told ask() throws IOException {
        AtomicInteger status = new AtomicInteger();
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        servlet.doGet(null, Lives.standIn(HttpServletResponse.class, (proxy, method, arguments) -> {
            if (method.getName().equals("setStatus")) {
                status.set((Integer) arguments[0]);
            }
            return method.getName().equals("getWriter") ? writer : null;
        }));
        return new Told(status.get(), text.toString());
    }

    private static Rooms house(Supplier<Optional<String>> problem) {
        Readiness store = new Readiness() {
            @Override
            public String part() {
                return "store";
            }

            @Override
            public Optional<String> problem() {
                return problem.get();
            }
        };
        ServiceObjects<Readiness> registered = new ServiceObjects<>() {
            @Override
            public Readiness getService() {
                return store;
            }

            @Override
            public void ungetService(Readiness service) {
                // It stays.
            }

            @Override
            public ServiceReference<Readiness> getServiceReference() {
                throw new IllegalStateException("not asked here");
            }
        };
        return new Rooms() {
            @Override
            public boolean haveAllStarted() {
                return true;
            }

            @Override
            public List<ServiceObjects<Readiness>> parts() {
                return List.of(registered);
            }

            @Override
            public void close() {
                // Nothing was opened.
            }
        };
    }
}
