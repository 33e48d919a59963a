package fr.beffroi.hosting.internal;

import com.sun.management.ThreadMXBean;
import java.util.concurrent.atomic.LongAdder;

/** What one thread uses while it is an instance's, counted whenever somebody asks, so that a loop shows. */
final class Spell {
    private final ThreadMXBean counters;
    private final Thread thread;
    private final LongAdder cpuNanos;
    private final LongAdder allocatedBytes;
    private final long cpuBefore;
    private final long allocatedBefore;
    /** Guarded by this, as what follows: what is counted already. */
    private long cpu;

    private long allocated;
    /** What {@link #lately} has told. */
    private long told;

    private Spell(
            ThreadMXBean counters,
            Thread thread,
            LongAdder cpuNanos,
            LongAdder allocatedBytes,
            long cpuBefore,
            long allocatedBefore) {
        this.counters = counters;
        this.thread = thread;
        this.cpuNanos = cpuNanos;
        this.allocatedBytes = allocatedBytes;
        this.cpuBefore = cpuBefore;
        this.allocatedBefore = allocatedBefore;
        this.cpu = cpuBefore;
        this.allocated = allocatedBefore;
        this.told = cpuBefore;
    }

    /** This thread goes in; what it uses from now on counts. */
    static Spell ofVisitor(ThreadMXBean counters, LongAdder cpuNanos, LongAdder allocatedBytes) {
        Thread thread = Thread.currentThread();
        return new Spell(
                counters,
                thread,
                cpuNanos,
                allocatedBytes,
                counters.getThreadCpuTime(thread.getId()),
                counters.getThreadAllocatedBytes(thread.getId()));
    }

    /** A thread that the instance started itself; what it used since it began counts too. */
    static Spell ofOwn(Thread thread, ThreadMXBean counters, LongAdder cpuNanos, LongAdder allocatedBytes) {
        return new Spell(counters, thread, cpuNanos, allocatedBytes, 0, 0);
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

    /** Counts, and tells the processor time since it was asked this before, in nanoseconds. */
    synchronized long lately() {
        count();
        long since = cpu - told;
        told = cpu;
        return since;
    }

    /** Processor time since it began, in nanoseconds, as it was counted last. */
    synchronized long cpu() {
        return cpu - cpuBefore;
    }

    /** Bytes since it began, as they were counted last. */
    synchronized long allocated() {
        return allocated - allocatedBefore;
    }
}
