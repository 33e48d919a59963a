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
    private final List<GarbageCollectorMXBean> collectors;

    CollectedHeap() {
        pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .toList();
        // Young ones are emptied by every collection, so the one that few collectors look after is the old one.
        String old = pools.stream()
                .min(Comparator.comparingInt(pool -> pool.getMemoryManagerNames().length))
                .map(MemoryPoolMXBean::getName)
                .orElse("");
        collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector ->
                        Arrays.asList(collector.getMemoryPoolNames()).contains(old))
                .toList();
    }

    HeapGuard.Heap now() {
        long live = pools.stream()
                .map(pool -> Optional.ofNullable(pool.getCollectionUsage()))
                .mapToLong(usage -> usage.map(MemoryUsage::getUsed).orElse(0L))
                .sum();
        long collections = collectors.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
        return new HeapGuard.Heap(live, Runtime.getRuntime().maxMemory(), collections);
    }
}
