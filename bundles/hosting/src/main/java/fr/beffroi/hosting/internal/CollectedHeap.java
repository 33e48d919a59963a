package fr.beffroi.hosting.internal;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the JVM says of its heap after the last collection of the pool where old objects are. Right for the serial collector, which the
 * distribution runs with; G1 counts its young collections too, so there the next one may have to go before all was collected.
 */
final class CollectedHeap {
    private final List<MemoryPoolMXBean> pools;
    private final MemoryPoolMXBean old;
    private final List<GarbageCollectorMXBean> collectors;

    CollectedHeap() {
        pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .toList();
        // Young ones are emptied by every collection, so the one that few collectors look after is the old one.
        old = pools.stream()
                .min(Comparator.comparingInt(pool -> pool.getMemoryManagerNames().length))
                .orElseThrow();
        collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector ->
                        Arrays.asList(collector.getMemoryPoolNames()).contains(old.getName()))
                .toList();
    }

    /** As it is between two collections: figures of before one and after it would make a heap that never was. */
    HeapGuard.Heap now() {
        long collections = collections();
        while (true) {
            HeapGuard.Heap heap = read(collections);
            long after = collections();
            if (after == collections) {
                return heap;
            }
            collections = after;
        }
    }

    private HeapGuard.Heap read(long collections) {
        long live = pools.stream().mapToLong(CollectedHeap::left).sum();
        long used = pools.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
        MemoryUsage olds = old.getUsage();
        return new HeapGuard.Heap(
                live,
                Runtime.getRuntime().maxMemory(),
                collections,
                used,
                olds.getUsed() - left(old),
                olds.getMax() - olds.getUsed());
    }

    private static long left(MemoryPoolMXBean pool) {
        return Optional.ofNullable(pool.getCollectionUsage())
                .map(MemoryUsage::getUsed)
                .orElse(0L);
    }

    private long collections() {
        return collectors.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
