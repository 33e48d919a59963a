package fr.beffroi.store.internal;

import fr.beffroi.api.Readiness;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.PasswordFile;
import fr.beffroi.store.Store;
import fr.beffroi.store.TenantDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the data store when the house starts, and publishes it once it is open. While it can't be opened (a folder that can't be
 * written, a PostgreSQL that is still starting) it says so once, keeps trying, and the house isn't ready.
 */
@Component(
        service = Readiness.class,
        immediate = true,
        configurationPid = "fr.beffroi.store",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = StoreSettings.class)
public final class StoreOpener implements Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(StoreOpener.class);
    private static final int RETRY_SECONDS = 3;

    private final BundleContext bundle;
    private final StoreSettings settings;
    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "beffroi-store-opener");
        thread.setDaemon(true);
        return thread;
    });
    private final List<ServiceRegistration<?>> published = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private volatile SqlStore store;
    private volatile String problem = "The data store is being opened.";
    private boolean closed;

    @Activate
    public StoreOpener(BundleContext bundle, StoreSettings settings) {
        this.bundle = bundle;
        this.settings = settings;
        tryToOpen();
    }

    private synchronized void tryToOpen() {
        if (closed) {
            return;
        }
        try {
            open();
        } catch (RuntimeException e) {
            closeOpened();
            tellOnce(e);
            retries.schedule(this::tryToOpen, RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void open() {
        SqlStore candidate;
        TenantDatabases databases;
        Duration loan = Duration.ofSeconds(settings.loan_seconds());
        if (settings.url().isBlank()) {
            Path data = Path.of(settings.data()).toAbsolutePath().normalize();
            candidate = SqlStore.sqlite(data.resolve("beffroi.db"), settings.pool());
            opened.add(candidate);
            SqliteTenantDatabases files =
                    new SqliteTenantDatabases(data.resolve("tenants"), loan, settings.database_bytes());
            opened.add(files);
            databases = files;
        } else {
            String password =
                    PasswordFile.passwordOf("BEFFROI_DB_PASSWORD", settings._password(), settings.password_file());
            candidate = SqlStore.postgres(settings.url(), settings.user(), password, settings.pool());
            opened.add(candidate);
            PostgresTenantDatabases schemas = new PostgresTenantDatabases(
                    settings.url(),
                    settings.user(),
                    password,
                    settings.pool_tenants(),
                    loan,
                    settings.database_bytes());
            opened.add(schemas);
            databases = schemas;
        }
        store = candidate;
        LOG.info("The data store is open: {}", candidate.place());
        published.add(bundle.registerService(TenantDatabases.class, databases, null));
        published.add(bundle.registerService(Store.class, candidate, null));
    }

    private void tellOnce(RuntimeException failure) {
        String sentence = failure instanceof Refusal
                ? failure.getMessage()
                : "The data store can't be opened: " + failure.getMessage();
        if (!sentence.equals(problem)) {
            problem = sentence;
            LOG.error("{} Trying again every {} seconds.", sentence, RETRY_SECONDS);
            if (!(failure instanceof Refusal)) {
                LOG.debug("In full:", failure);
            }
        }
    }

    @Override
    public String part() {
        return "store";
    }

    @Override
    public Optional<String> problem() {
        SqlStore open = store;
        return open == null ? Optional.of(problem) : open.problem();
    }

    @Deactivate
    void close() {
        retries.shutdownNow();
        synchronized (this) {
            closed = true;
            published.forEach(ServiceRegistration::unregister);
            published.clear();
            closeOpened();
        }
    }

    private void closeOpened() {
        store = null;
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.warn("The data store didn't close in order: {}", e.getMessage());
            }
        }
        opened.clear();
    }
}
