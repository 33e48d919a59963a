package fr.beffroi.provisioning;

import fr.beffroi.api.Insee;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One process' life, from a start of the house to its stop or to a sudden death. Everything the house does outside itself, and every
 * entry it writes, passes here; after death nothing has any effect, just as after {@code kill -9}.
 */
final class Life {
    /** Everything stops here. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed");
        }
    }

    private final World world;
    private final AtomicInteger moments = new AtomicInteger();
    private final AtomicInteger writing = new AtomicInteger();
    private volatile int atLastEntry;
    private volatile int deathAt;
    private volatile boolean dead;

    private final Map<Insee, String> busy = new ConcurrentHashMap<>();
    final List<String> collisions = new CopyOnWriteArrayList<>();
    final Map<String, Runnable> hooks = new ConcurrentHashMap<>();

    /** @param deathAt the moment of sudden death, counted from 1; 0 for never */
    Life(World world, int deathAt) {
        this.world = world;
        this.deathAt = deathAt;
    }

    /** From now on moments are counted, up to the one of sudden death; 0 for never. */
    void dieAt(int moment) {
        moments.set(0);
        atLastEntry = 0;
        deathAt = moment;
    }

    boolean isDead() {
        return dead;
    }

    /** How many there were when the last entry was written. */
    int moments() {
        return atLastEntry;
    }

    /** Others see an entry before the moment after it has been counted here. */
    boolean isWriting() {
        return writing.get() > 0;
    }

    /** Writes an entry. */
    <R> R write(Supplier<R> entry) {
        writing.incrementAndGet();
        try {
            before();
            R written = entry.get();
            after();
            atLastEntry = moments.get();
            return written;
        } finally {
            writing.decrementAndGet();
        }
    }

    /** Before everything that has an effect. Only the first time is a moment of its own: later, it is the one after the effect before. */
    void before() {
        if (moments.get() == 0) {
            after();
        } else if (dead) {
            throw new Killed();
        }
    }

    /** After everything that has an effect. */
    void after() {
        if (moments.incrementAndGet() == deathAt) {
            dead = true;
        }
        if (dead) {
            throw new Killed();
        }
    }

    /** An effect outside the house, for one commune; two at the same moment for one commune are a fault. */
    void act(Insee tenant, String what, Runnable effect) {
        String other = busy.putIfAbsent(tenant, what);
        if (other != null) {
            collisions.add(tenant + ": " + other + " and " + what);
        }
        try {
            before();
            world.mayFail(what);
            hooks.getOrDefault(what, () -> {}).run();
            effect.run();
            after();
        } finally {
            busy.remove(tenant);
        }
    }
}
