package fr.beffroi.hosting.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.HostedService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** What hosting asks of an instance that runs. Nobody waits for it longer than the settings say. */
final class Demands {
    private final HostingSettings settings;
    private final ReadingQueue readings;

    Demands(HostingSettings settings, ReadingQueue readings) {
        this.settings = settings;
        this.readings = readings;
    }

    /**
     * Asks whether it can work; its address answers from then on.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} when it can't, or was shut out
     */
    void check(RunningInstance instance) {
        if (instance.isOutOfOrder()) {
            throw Installations.unavailable(
                    instance.address(), "is shut out, for what the log says: it has to be made anew", null);
        }
        int closings = instance.closings();
        instance.serve(ask(instance), closings);
    }

    /**
     * Asks whether it can work, whether or not its address is open, and leaves that as it is. One at a time.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} when it can't
     */
    HostedService ask(RunningInstance instance) {
        synchronized (instance.inside()) {
            HostedService hosted = instance.hosted().orElseThrow(() -> gone(instance.address()));
            try {
                instance.inside().within(Duration.ofSeconds(settings.check_seconds()), "check", () -> {
                    hosted.check();
                    return null;
                });
            } catch (ExecutionException e) {
                throw Installations.unavailable(
                        instance.address(), "can't work: " + e.getCause().getMessage(), e.getCause());
            } catch (TimeoutException e) {
                throw Installations.unavailable(
                        instance.address(), "did not answer its check within " + settings.check_seconds() + " s", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Installations.unavailable(instance.address(), "was interrupted in its check", e);
            }
            return hosted;
        }
    }

    /** @throws Refusal {@link Reason#UNAVAILABLE} when somebody doesn't leave, or a reading isn't stored, in time */
    void withdraw(RunningInstance instance) {
        leave(instance, RunningInstance::withdraw);
        try {
            if (!isSettled(instance.address(), Duration.ofSeconds(settings.close_seconds()))) {
                throw Installations.unavailable(instance.address(), "has readings that are not stored yet", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Installations.unavailable(instance.address(), "was interrupted while its readings were stored", e);
        }
    }

    /** @return whether all that was recorded there has its answer by then */
    boolean isSettled(Address address, Duration atMost) throws InterruptedException {
        return readings.settle(Actor.service(address.tenant(), address.service()), atMost);
    }

    /** @throws Refusal {@link Reason#UNAVAILABLE} when somebody doesn't leave in time */
    void suspend(RunningInstance instance) {
        leave(instance, RunningInstance::suspend);
    }

    private interface Closing {
        boolean close(RunningInstance instance, Duration atMost) throws InterruptedException;
    }

    private void leave(RunningInstance instance, Closing closing) {
        try {
            if (!closing.close(instance, Duration.ofSeconds(settings.close_seconds()))) {
                throw Installations.unavailable(instance.address(), "is still answering somebody", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Installations.unavailable(instance.address(), "was interrupted while it was closed", e);
        }
    }

    /** @throws Refusal {@link Reason#UNAVAILABLE} when it isn't done in time, or fails */
    void export(RunningInstance instance, Path folder) throws IOException {
        HostedService hosted = instance.hosted().orElseThrow(() -> gone(instance.address()));
        try {
            instance.inside().within(Duration.ofSeconds(settings.export_seconds()), "export", () -> {
                // Unbounded: whoever leaves takes everything along.
                hosted.export(ConfinedFileSystem.confine(folder, Long.MAX_VALUE));
                return null;
            });
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw Installations.unavailable(
                    instance.address(), "can't export: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw Installations.unavailable(
                    instance.address(), "did not end its export within " + settings.export_seconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Installations.unavailable(instance.address(), "was interrupted in its export", e);
        }
    }

    static Refusal gone(Address address) {
        return new Refusal(Reason.NOT_FOUND, "No instance runs for " + address + ".");
    }
}
