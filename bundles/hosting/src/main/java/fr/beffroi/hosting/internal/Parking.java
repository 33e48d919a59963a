package fr.beffroi.hosting.internal;

import fr.beffroi.api.Refusal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks instances that nobody uses, and wakes each one that was placed at the start of the house once, in turn: a service can owe
 * readings from before, and gives them when it starts. All on one thread, slowly, because nobody waits for it.
 */
final class Parking {
    private static final Logger LOG = LoggerFactory.getLogger(Parking.class);
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    /** What hosting does for it. */
    interface Hosted {
        /** How many run, and those of them that could be parked. */
        Running look();

        /**
         * Parks it, unless it doesn't run, somebody is inside, or it was used within that time; refuses when it can't work.
         *
         * @return whether it was parked
         */
        boolean park(Address address, Duration unused);

        /** @return whether it was parked, and runs now */
        boolean wake(Address address);

        /** Requests that were let in there until now. */
        long requests(Address address);
    }

    /**
     * What runs just now.
     *
     * @param count of them
     * @param idle those that could be parked
     */
    record Running(int count, List<ParkingRule.Idle> idle) {}

    private final ParkingRule rule;
    private final Hosted hosted;
    /** Placed, and not woken yet. */
    private final Queue<Address> placed = new ConcurrentLinkedQueue<>();
    /** Woken in turn, with the requests that had been let in there by then. */
    private final Map<Address, Long> inTurn = new ConcurrentHashMap<>();

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread one = new Thread(task, "beffroi-hosting-parking");
        one.setDaemon(true);
        return one;
    });

    /** @param perMinute instances that are woken in turn; zero: none */
    Parking(ParkingRule rule, int perMinute, Hosted hosted) {
        this.rule = rule;
        this.hosted = hosted;
        if (rule.isOn()) {
            thread.scheduleWithFixedDelay(this::park, 1, 1, TimeUnit.SECONDS);
        }
        if (rule.isOn() && perMinute > 0) {
            long pause = Math.max(1, MINUTE / perMinute);
            thread.scheduleWithFixedDelay(this::wakeTheNext, pause, pause, TimeUnit.MILLISECONDS);
        }
    }

    boolean isOn() {
        return rule.isOn();
    }

    /** Wakes it when its turn comes. */
    void placed(Address address) {
        placed.add(address);
    }

    private void park() {
        try {
            Running running = hosted.look();
            Set<ParkingRule.Idle> due = new LinkedHashSet<>(
                    running.idle().stream().filter(this::isDoneWith).toList());
            due.addAll(rule.due(running.idle(), running.count()));
            due.forEach(one -> park(one.address()));
        } catch (RuntimeException | Error e) {
            // What is thrown from here would end the parking for good.
            LOG.error("Instances could not be parked; it is tried again in a second", e);
        }
    }

    private void park(Address address) {
        try {
            if (hosted.park(address, rule.least())) {
                inTurn.remove(address);
            }
        } catch (Refusal refusal) {
            LOG.warn("{} isn't parked: {}", address, refusal.getMessage());
        }
    }

    /** It was woken in turn and nobody has come since: so that a round through all doesn't leave them all awake. */
    private boolean isDoneWith(ParkingRule.Idle one) {
        Long before = inTurn.get(one.address());
        if (before == null || one.unused().compareTo(rule.least()) < 0) {
            return false;
        }
        boolean nobodyCame = hosted.requests(one.address()) == before;
        if (!nobodyCame) {
            inTurn.remove(one.address());
        }
        return nobodyCame;
    }

    private void wakeTheNext() {
        Address next = placed.poll();
        if (next == null) {
            return;
        }
        try {
            long before = hosted.requests(next);
            if (hosted.wake(next)) {
                inTurn.put(next, before);
            }
        } catch (Refusal refusal) {
            LOG.warn("{} was to be woken in its turn: {}", next, refusal.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not be woken in its turn", next, e);
        }
        if (placed.isEmpty()) {
            LOG.info("Every instance that was placed until now has been woken once");
        }
    }

    void stop() throws InterruptedException {
        thread.shutdownNow();
        thread.awaitTermination(5, TimeUnit.SECONDS);
    }
}
