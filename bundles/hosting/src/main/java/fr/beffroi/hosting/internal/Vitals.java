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
 * with. So no more than {@link #AT_A_LOOK} are asked at a look: with many the interval grows, and who failed last time goes before.
 */
final class Vitals implements AutoCloseable {
    static final int FAILURES = 3;

    /** Of all, each time somebody looks, which is once a second. */
    static final int AT_A_LOOK = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Vitals.class);

    private final long every;
    private final LongSupplier nanos;
    private final Consumer<RunningInstance> check;
    private final ExecutorService askers;
    /** By the instance and not its address: what takes the place of a sick one begins as healthy. */
    private final Map<RunningInstance, Pulse> pulses = new ConcurrentHashMap<>();

    /**
     * @param every how long between two checks of one instance, at least, but half of it before each of the first two; zero: nobody is asked
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
                all.stream().filter(RunningInstance::isServing).collect(Collectors.toSet());
        pulses.keySet().retainAll(serving);
        long now = nanos.getAsLong();
        serving.forEach(instance -> pulses.computeIfAbsent(instance, one -> new Pulse(now, phase(one))));
        pulses.entrySet().stream()
                .flatMap(one -> one.getValue().turn(now).map(turn -> Map.entry(turn, one)).stream())
                .sorted(Map.Entry.comparingByKey())
                .limit(AT_A_LOOK)
                .map(Map.Entry::getValue)
                .forEach(one -> {
                    one.getValue().begin(now, every);
                    askers.execute(() -> ask(one.getKey(), one.getValue()));
                });
    }

    /**
     * The house opens its instances in one go after a start; asked in one go they would all work at once, for ever. Who begins to serve
     * has just passed a check: not in the first half of the interval, in which the house may still be opening the others. Waiting as long
     * for the second check spreads them over the whole of it.
     */
    private long phase(RunningInstance instance) {
        long half = every / 2;
        return half + Math.floorMod(instance.address().hashCode() * 0x9E3779B97F4A7C15L, every - half);
    }

    private void ask(RunningInstance instance, Pulse pulse) {
        Optional<String> failure = Optional.of("Its check ended with an error; the log says which.");
        try {
            check.accept(instance);
            failure = Optional.empty();
        } catch (Refusal e) {
            failure = Optional.of(e.getMessage());
        } finally {
            tell(instance, pulse.end(failure), failure);
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

    /** Who failed goes before who didn't, and who has waited longer before who has less. */
    private record Place(boolean failed, long waited) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return failed == other.failed ? Long.compare(other.waited, waited) : Boolean.compare(other.failed, failed);
        }
    }

    /** How one instance has answered. */
    private static final class Pulse {
        /** Guarded by this, as what follows. */
        private long due;

        /** How long until the next check; from the second on, the interval. */
        private long pause;

        private boolean asking;
        private int failures;
        private Optional<String> last = Optional.empty();

        Pulse(long now, long phase) {
            due = now + phase;
            pause = phase;
        }

        /** Where in the line it stands; empty when it isn't to be asked now. */
        synchronized Optional<Place> turn(long now) {
            return asking || now - due < 0 ? Optional.empty() : Optional.of(new Place(last.isPresent(), now - due));
        }

        synchronized void begin(long now, long every) {
            asking = true;
            due = now + pause;
            pause = every;
        }

        synchronized Turn end(Optional<String> failure) {
            asking = false;
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
