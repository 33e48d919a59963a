package fr.beffroi.hosting.internal;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * Threads that instances started themselves. They are told by their context class loader, which they inherit from the thread that starts
 * them (see {@link Inside}); one that changes it, or that a pool of somebody else starts, isn't seen.
 */
final class OwnThreads {
    /** What the threads of an instance have to end after it was closed, before they are taken for forgotten. */
    static final Duration GRACE = Duration.ofSeconds(5);

    /** What Declarative Services call their one timer. */
    static final String TIMER = "SCR Component Registry";

    private final LongSupplier nanos;
    private final Queue<Closed> closed = new ConcurrentLinkedQueue<>();

    /**
     * An instance that was closed.
     *
     * @param loader of its bundle, which only what is left of it keeps
     * @param since when, by the clock of this
     */
    private record Closed(Address address, WeakReference<ClassLoader> loader, Ledger ledger, long since) {}

    /** @param nanos as {@link System#nanoTime} */
    OwnThreads(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Every thread that lives just now, by its context class loader, but for the timer of Declarative Services: it goes on until nothing
     * has changed for some seconds, and bears the loader of the instance that happened to start when it began.
     */
    static Map<ClassLoader, List<Thread>> live() {
        List<Thread> all = new ArrayList<>(List.of(all()));
        List<Thread> timers = all.stream().filter(OwnThreads::isLikeTheTimer).toList();
        // There is one at most. Of several an instance has begun some: then all are counted.
        if (timers.size() == 1) {
            all.removeAll(timers);
        }
        Map<ClassLoader, List<Thread>> live = new IdentityHashMap<>();
        for (Thread thread : all) {
            live.computeIfAbsent(thread.getContextClassLoader(), key -> new ArrayList<>())
                    .add(thread);
        }
        return live;
    }

    private static boolean isLikeTheTimer(Thread thread) {
        return thread.getName().equals(TIMER) && thread.getClass().getName().equals("java.util.TimerThread");
    }

    /** Of those, the ones with that loader, without those of the house that are inside. */
    static List<Thread> of(ClassLoader loader, Ledger ledger, Map<ClassLoader, List<Thread>> live) {
        if (loader == null) {
            // Some of the JVM's own threads have none.
            return List.of();
        }
        return live.getOrDefault(loader, List.of()).stream()
                .filter(thread -> !ledger.isInside(thread))
                .toList();
    }

    private static Thread[] all() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] found = new Thread[64];
        int count = root.enumerate(found);
        while (count == found.length) {
            found = new Thread[2 * found.length];
            count = root.enumerate(found);
        }
        return Arrays.copyOf(found, count);
    }

    /** The instance with that loader was closed. */
    void closed(Address address, ClassLoader loader, Ledger ledger) {
        closed.add(new Closed(address, new WeakReference<>(loader), ledger, nanos.getAsLong()));
    }

    /**
     * What has to be named now.
     *
     * @return the threads that outlived their instance by {@link #GRACE}, by address; each instance once
     */
    Map<Address, List<Thread>> forgotten(Map<ClassLoader, List<Thread>> live) {
        Map<Address, List<Thread>> found = new TreeMap<>();
        for (Iterator<Closed> each = closed.iterator(); each.hasNext(); ) {
            Closed one = each.next();
            ClassLoader loader = one.loader().get();
            boolean due = nanos.getAsLong() - one.since() >= GRACE.toNanos();
            if (loader == null || due) {
                each.remove();
            }
            if (loader != null && due) {
                of(loader, one.ledger(), live)
                        .forEach(thread -> found.computeIfAbsent(one.address(), key -> new ArrayList<>())
                                .add(thread));
            }
        }
        return found;
    }
}
