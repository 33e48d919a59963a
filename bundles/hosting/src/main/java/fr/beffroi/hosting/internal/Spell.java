package fr.beffroi.hosting.internal;

import com.sun.management.ThreadMXBean;
import java.util.concurrent.atomic.LongAdder;

/** What one thread uses from when it goes into an instance until it comes back, counted whenever somebody asks, so that a loop shows. */
final class Spell {
    private final ThreadMXBean counters;
    private final Thread thread;
    private final LongAdder cpuNanos;
    private final LongAdder allocatedBytes;
    /** Guarded by this, as what follows: what is counted already. */
    private long cpu;

    private long allocated;

    /** This thread goes in. */
    Spell(ThreadMXBean counters, LongAdder cpuNanos, LongAdder allocatedBytes) {
        this.counters = counters;
        this.thread = Thread.currentThread();
        this.cpuNanos = cpuNanos;
        this.allocatedBytes = allocatedBytes;
        this.cpu = counters.getThreadCpuTime(thread.getId());
        this.allocated = counters.getThreadAllocatedBytes(thread.getId());
    }

    Thread thread() {
        return thread;
    }

    /** Adds what the thread used since the last time. */
    synchronized void count() {
        long cpuNow = counters.getThreadCpuTime(thread.getId());
        long allocatedNow = counters.getThreadAllocatedBytes(thread.getId());
        // Both are -1 for a thread that has just ended.
        if (cpuNow > cpu) {
            cpuNanos.add(cpuNow - cpu);
            cpu = cpuNow;
        }
        if (allocatedNow > allocated) {
            allocatedBytes.add(allocatedNow - allocated);
            allocated = allocatedNow;
        }
    }
}
