package fr.beffroi.hosting.internal;

import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Unhealthy;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the instances that serve still can. Each is asked once an interval, at a time of its own in it, and never while it is still
 * at the last answer. One failure may be a moment's; after {@link #FAILURES} in a row it is unhealthy until a check passes.
 *
 * <p>A check asks the instance's database, which for most means to log in there: asking everybody must not become what the house is busy
 * with. So the interval grows with the number of those that serve, for all whose last check passed; who failed is asked again soon.
 */
final class Vitals implements AutoCloseable {
    static final int FAILURES = 3;

    /** Who is well is asked after this at the earliest for each that serves: ten checks a second, however many there are. */
    static final Duration EACH = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(Vitals.class);

    private final long every;
    private final LongSupplier nanos;
    private final Consumer<RunningInstance> check;
    private final ExecutorService askers;
    /** By the instance and not its address: what takes the place of a sick one begins as healthy. */
    private final Map<RunningInstance, Pulse> pulses = new ConcurrentHashMap<>();

    /**
     * @param every how long between two checks of one instance, at least; zero: nobody is asked
     * @param nanos as {@link System#nanoTime}
     * @param check asks an instance, and throws a {@link Refusal} with its reason when it can't work
     * @param askers what the asking runs on; it may take as long as a check may
     */
    Vitals(Duration every, LongSupplier nanos, Consumer<RunningInstance> check, ExecutorService askers) {
        this.every = every.toNanos();
        this.nanos = nanos;
        this.check = check;
        this.askers = askers;
    }

    /** As the house has it: several ask, so that an instance that hangs in its check doesn't keep the others from being asked. */
    static Vitals of(HostingSettings settings, Consumer<RunningInstance> check) {
        ExecutorService askers = Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task, "beffroi-hosting-vitals");
            thread.setDaemon(true);
            return thread;
        });
        return new Vitals(Duration.ofSeconds(settings.check_every_seconds()), System::nanoTime, check, askers);
    }

    /** Nobody is asked any more. */
    @Override
    public void close() {
        askers.shutdownNow();
    }

    /** Asks those whose time has come, and forgets those that don't serve any more. To be called every second or so. */
    void look(Collection<RunningInstance> all) {
        if (every == 0) {
            return;
        }
        Set<RunningInstance> serving =
                all.stream().filter(instance -> instance.snapshot().serving()).collect(Collectors.toSet());
        pulses.keySet().retainAll(serving);
        long now = nanos.getAsLong();
        long interval = Math.max(every, serving.size() * EACH.toNanos());
        for (RunningInstance instance : serving) {
            Pulse pulse = pulses.computeIfAbsent(instance, one -> new Pulse(now + phase(one, interval)));
            if (pulse.begin(now, interval)) {
                askers.execute(() -> ask(instance, pulse));
            }
        }
    }

    /** The house opens its instances in one go after a start; asked in one go they would all work at once, for ever. */
    private static long phase(RunningInstance instance, long interval) {
        return Math.floorMod(instance.address().hashCode() * 0x9E3779B97F4A7C15L, interval);
    }

    private void ask(RunningInstance instance, Pulse pulse) {
        Optional<String> failure = Optional.of("Its check ended with an error; the log says which.");
        try {
            check.accept(instance);
            failure = Optional.empty();
        } catch (Refusal e) {
            failure = Optional.of(e.getMessage());
        } finally {
            tell(instance, pulse.end(failure, every), failure);
        }
    }

    private static void tell(RunningInstance instance, Turn turn, Optional<String> failure) {
        switch (turn) {
            case FELL_ILL ->
                LOG.warn("{} has failed {} checks in a row: {}", instance.address(), FAILURES, failure.orElseThrow());
            case HEALED -> LOG.info("{} is healthy again", instance.address());
            case NONE -> {}
        }
    }

    /** Those that are unhealthy now, by commune and service. */
    List<Unhealthy> unhealthy(Collection<RunningInstance> all) {
        return all.stream()
                .sorted(Comparator.comparing(RunningInstance::address))
                .flatMap(one -> reason(one).stream()
                        .map(reason -> new Unhealthy(
                                one.address().tenant(), one.address().service(), reason)))
                .toList();
    }

    private Optional<String> reason(RunningInstance instance) {
        if (instance.isOutOfOrder()) {
            return Optional.of("It is shut out, for what the log says.");
        }
        return Optional.ofNullable(pulses.get(instance)).flatMap(Pulse::reason);
    }

    private enum Turn {
        NONE,
        FELL_ILL,
        HEALED
    }

    /** How one instance has answered. */
    private static final class Pulse {
        /** Guarded by this, as what follows. */
        private long due;

        private long began;
        private boolean asking;
        private int failures;
        private Optional<String> last = Optional.empty();

        Pulse(long due) {
            this.due = due;
        }

        /** @return whether it is to be asked now */
        synchronized boolean begin(long now, long interval) {
            if (asking || now - due < 0) {
                return false;
            }
            asking = true;
            began = now;
            due = now + interval;
            return true;
        }

        /** @param soon after which a failure is looked at again */
        synchronized Turn end(Optional<String> failure, long soon) {
            asking = false;
            if (failure.isPresent()) {
                due = began + soon;
            }
            boolean wasIll = failures >= FAILURES;
            failures = failure.isPresent() ? failures + 1 : 0;
            last = failure;
            boolean isIll = failures >= FAILURES;
            if (wasIll == isIll) {
                return Turn.NONE;
            }
            return isIll ? Turn.FELL_ILL : Turn.HEALED;
        }

        synchronized Optional<String> reason() {
            return failures >= FAILURES ? last : Optional.empty();
        }
    }
}
