package fr.beffroi.hosting.internal;

import fr.beffroi.api.Offering;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Use;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every address has cost this process, and the rounds in which that becomes readings. A ledger is kept for as long as an instance
 * stands there, and longer where threads never came back.
 */
final class Ledgers {
    private static final Logger LOG = LoggerFactory.getLogger(Ledgers.class);

    private final HostingSettings settings;
    private final HouseMeters meters;
    private final Function<Address, Optional<Offering>> offerings;
    private final Map<Address, Ledger> ledgers = new ConcurrentHashMap<>();
    /** Of what stood there when something was last made in its place: where that doesn't start, nothing stands until somebody sees to it. */
    private final Map<Address, Offering> replaced = new ConcurrentHashMap<>();

    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "beffroi-hosting-house-meters");
        thread.setDaemon(true);
        return thread;
    });

    /** @param offerings of what stands at an address; empty: nothing does */
    Ledgers(HostingSettings settings, HouseMeters meters, Function<Address, Optional<Offering>> offerings) {
        this.settings = settings;
        this.meters = meters;
        this.offerings = offerings;
    }

    /** From now on what was used is counted again and again. */
    void begin() {
        long often = settings.house_meters_seconds();
        rounds.scheduleWithFixedDelay(this::count, often, often, TimeUnit.SECONDS);
    }

    private void count() {
        try {
            List<HouseMeters.Counted> all = new ArrayList<>();
            ledgers.forEach((address, ledger) -> offering(address, offerings.apply(address))
                    .ifPresent(offering -> all.add(new HouseMeters.Counted(address, offering, ledger))));
            meters.tell(all);
        } catch (RuntimeException e) {
            LOG.error("The use of processor and memory could not be counted", e);
        }
    }

    private Optional<Offering> offering(Address address, Optional<Offering> standing) {
        return standing.or(() -> Optional.ofNullable(replaced.get(address)));
    }

    /**
     * The one in which an instance that is made there is entered.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} when too many threads never came back from there
     */
    Ledger open(Address address) {
        Ledger ledger =
                ledgers.computeIfAbsent(address, key -> new Ledger(settings.processor_percent(), System::nanoTime));
        if (ledger.lost() >= settings.threads_lost()) {
            throw Installations.unavailable(
                    address,
                    "has " + ledger.lost() + " threads that never came back; only a restart of the house ends them",
                    null);
        }
        offerings.apply(address).ifPresent(offering -> replaced.put(address, offering));
        return ledger;
    }

    /**
     * What was used until the end is counted; who has threads that never came back is remembered, with all they use.
     *
     * @param offering of what stood there; empty: nothing did, or what was to take its place didn't start
     */
    void settle(Address address, Optional<Offering> offering) {
        Optional<Offering> last = offering(address, offering);
        replaced.remove(address);
        Ledger ledger = ledgers.get(address);
        if (ledger == null) {
            return;
        }
        last.ifPresent(one -> meters.settle(address, one, ledger));
        if (ledger.lost() == 0) {
            ledgers.remove(address);
        }
    }

    /** Requests that were let in there until now. */
    long requests(Address address) {
        Ledger ledger = ledgers.get(address);
        return ledger == null ? 0 : ledger.requests();
    }

    /** As they stand at each moment. */
    Map<Address, Ledger> all() {
        return Collections.unmodifiableMap(ledgers);
    }

    /**
     * What every address has used, in their order.
     *
     * @param ownThreads how many the instance there has started itself
     */
    List<Use> uses(ToIntFunction<Address> ownThreads) {
        return ledgers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue().use(entry.getKey(), ownThreads.applyAsInt(entry.getKey())))
                .toList();
    }

    /** Counts once more, and nothing from then on. */
    void stop() throws InterruptedException {
        rounds.execute(this::count);
        rounds.shutdown();
        rounds.awaitTermination(settings.readings_drain_seconds(), TimeUnit.SECONDS);
        meters.close();
    }
}
