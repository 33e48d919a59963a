package fr.beffroi.store.internal;

import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every second for connections that instances should have given back, and ends them; and whether a database is full. */
final class LoanWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoanWatch.class);
    private static final int PERIOD_SECONDS = 1;

    private final ScheduledExecutorService loans = named("beffroi-store-loans");
    /** Whoever locks their tables makes the measuring wait, which is no reason to let loans last. */
    private final ScheduledExecutorService sizes = named("beffroi-store-sizes");

    /**
     * @param lending who lends; asked anew at each look
     * @param besides what else is done at each look
     * @param measured what is done after each look at their sizes, by the same thread
     */
    LoanWatch(Collection<LendingDataSource> lending, Runnable besides, Runnable measured) {
        every(loans, () -> {
            lending.forEach(LendingDataSource::cutOverdue);
            besides.run();
        });
        every(sizes, () -> {
            lending.forEach(LendingDataSource::lookAtSpace);
            measured.run();
        });
    }

    private static ScheduledExecutorService named(String name) {
        return Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void every(ScheduledExecutorService clock, Runnable look) {
        clock.scheduleWithFixedDelay(() -> look(look), PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private static void look(Runnable look) {
        try {
            look.run();
        } catch (Throwable e) {
            // A task that throws is never run again, and an error of one look is no reason to let loans last for ever.
            LOG.error("The connections of instances could not be looked at; the next look is due in a second.", e);
        }
    }

    @Override
    public void close() {
        loans.shutdownNow();
        sizes.shutdownNow();
    }
}
