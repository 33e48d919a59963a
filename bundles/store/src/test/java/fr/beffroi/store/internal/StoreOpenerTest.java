package fr.beffroi.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.store.Store;
import fr.beffroi.store.TenantDatabases;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class StoreOpenerTest {
    @TempDir
    Path folder;

    private final Map<Class<?>, Object> published = new ConcurrentHashMap<>();
    private final CountDownLatch storePublished = new CountDownLatch(1);

    @Test
    void whatWasOpenedIsPublishedUntilItCloses() {
        StoreOpener opener = new StoreOpener(registry(), settings(folder.resolve("data")));
        assertEquals(Optional.empty(), opener.problem());
        ((Store) published.get(Store.class)).read(sql -> sql.execute("SELECT 1"));
        ((TenantDatabases) published.get(TenantDatabases.class)).list();
        opener.close();
        assertTrue(published.isEmpty());
        assertTrue(opener.problem().isPresent());
    }

    @Test
    void aFolderThatCantBeWrittenIsSaidAndTriedAgain() throws Exception {
        Path inTheWay = Files.createFile(folder.resolve("data"));
        StoreOpener opener = new StoreOpener(registry(), settings(inTheWay));
        assertTrue(opener.problem().orElse("").contains("move it away"));
        assertTrue(published.isEmpty());
        Files.delete(inTheWay);
        assertTrue(storePublished.await(60, TimeUnit.SECONDS), "the opener didn't try again");
        assertEquals(Optional.empty(), opener.problem());
        opener.close();
    }

    @Test
    void aPasswordWhoseFileIsMissingIsSaid() {
        Path missing = folder.resolve("password");
        StoreOpener opener = new StoreOpener(
                registry(),
                settings(folder.resolve("data"), "jdbc:postgresql://127.0.0.1:1/beffroi", missing.toString()));
        assertEquals(
                Optional.of("The file " + missing
                        + " (BEFFROI_DB_PASSWORD_FILE) is missing: write the password into it, on one line."),
                opener.problem());
        opener.close();
    }

    private BundleContext registry() {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    Class<?> type = (Class<?>) arguments[0];
                    published.put(type, arguments[1]);
                    if (type == Store.class) {
                        storePublished.countDown();
                    }
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, unregister, none) -> published.remove(type));
                });
    }

    private static StoreSettings settings(Path data) {
        return settings(data, "", "");
    }

    private static StoreSettings settings(Path data, String url, String passwordFile) {
        return new StoreSettings() {
            @Override
            public String data() {
                return data.toString();
            }

            @Override
            public String url() {
                return url;
            }

            @Override
            public String user() {
                return "";
            }

            @Override
            public String _password() {
                return "";
            }

            @Override
            public String password_file() {
                return passwordFile;
            }

            @Override
            public int pool() {
                return 4;
            }

            @Override
            public int pool_tenants() {
                return 4;
            }

            @Override
            public long database_bytes() {
                return 1_000_000_000;
            }

            @Override
            public int loan_seconds() {
                return 60;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return StoreSettings.class;
            }
        };
    }
}
