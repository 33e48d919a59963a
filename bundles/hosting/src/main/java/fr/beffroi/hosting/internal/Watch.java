package fr.beffroi.hosting.internal;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after what instances do on their own. */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final HostingSettings settings;
    private final Visitors visitors;
    private final OwnThreads threads;
    private final Supplier<List<RunningInstance>> instances;
    private final Map<Address, Ledger> ledgers;
    private final HeapGuard heap;
    private final LastInLine lastInLine = new LastInLine();
    private final Vitals vitals;

    /**
     * @param instances that run just now
     * @param ledgers of all addresses
     * @param vitals whether they still can
     * @param heap looks after the memory that they share
     */
    Watch(
            HostingSettings settings,
            Bounds bounds,
            OwnThreads threads,
            Supplier<List<RunningInstance>> instances,
            Map<Address, Ledger> ledgers,
            Vitals vitals,
            HeapGuard heap) {
        this.settings = settings;
        this.visitors = bounds.visitors();
        this.threads = threads;
        this.instances = instances;
        this.ledgers = ledgers;
        this.vitals = vitals;
        this.heap = heap;
    }

    /** To be called every second. */
    void look() {
        try {
            Map<ClassLoader, List<Thread>> live = OwnThreads.live();
            List<RunningInstance> running = instances.get();
            Map<Address, List<Thread>> own = running.stream()
                    .collect(Collectors.toMap(RunningInstance::address, instance -> instance.ownThreads(live)));
            ledgers.forEach((address, ledger) ->
                    apart(() -> lookAfter(address, ledger, own.getOrDefault(address, List.of()))));
            apart(visitors::look);
            apart(() -> vitals.look(running));
            apart(() -> heap.look(allocated(), own.keySet()));
            running.forEach(instance -> apart(() -> instance.boundThreads(settings.threads(), live)));
            apart(() -> threads.forgotten(live).forEach(this::putLast));
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private Map<Address, Long> allocated() {
        return ledgers.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().allocated()));
    }

    /** What fails in one part, or at one instance, is no reason to leave the others unbounded. */
    private static void apart(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    /** What is thrown from the watch would end it for good. */
    private static void failed(Throwable e) {
        LOG.error("The instances could not all be looked after; it is tried again in a second", e);
    }

    private void lookAfter(Address address, Ledger ledger, List<Thread> own) {
        boolean before = ledger.usesTooMuch();
        List<Thread> put = lastInLine.put(ledger.look(own));
        if (!put.isEmpty()) {
            LOG.warn(
                    "Threads of {} run on and get what others leave of the processor from now on: {}",
                    address,
                    names(put));
        }
        if (ledger.usesTooMuch() && !before) {
            LOG.warn(
                    "{} used {} % of a processor in the last {} s, which is more than {}: it gets one request at a time",
                    address,
                    Math.round(ledger.processorPercent()),
                    Lately.WINDOW.toSeconds(),
                    settings.processor_percent());
        } else if (before && !ledger.usesTooMuch()) {
            LOG.info("{} has its share of the processor again", address);
        }
    }

    private void putLast(Address address, List<Thread> forgotten) {
        LOG.error(
                "{} was closed, and threads that it started run on: {}; its classes stay until they end",
                address,
                names(forgotten));
        lastInLine.put(forgotten);
    }

    private static List<String> names(List<Thread> threads) {
        return threads.stream().map(Thread::getName).toList();
    }
}
