package fr.beffroi.hosting.internal;

import fr.beffroi.hosting.Overuse;

/** One request inside an instance, from when it went in until its thread comes back. */
final class Stay {
    private enum State {
        INSIDE,
        CALLED_BACK,
        WRITTEN_OFF,
        GONE
    }

    private final Route route;
    private final Thread thread;
    private final long since;
    /** Guarded by this, as what follows, so that the thread is never interrupted in what it does next. */
    private State state = State.INSIDE;

    private long calledBack;

    /** @param since by the clock of {@link Visitors} */
    Stay(Route route, Thread thread, long since) {
        this.route = route;
        this.thread = thread;
        this.since = since;
    }

    Address address() {
        return route.address();
    }

    Ledger ledger() {
        return route.inside().ledger();
    }

    Thread thread() {
        return thread;
    }

    long since() {
        return since;
    }

    /** Interrupts it, once. @return whether it was */
    boolean callBack(Overuse reason, long now) {
        synchronized (this) {
            if (state != State.INSIDE) {
                return false;
            }
            state = State.CALLED_BACK;
            calledBack = now;
            thread.interrupt();
        }
        ledger().interrupted(reason);
        return true;
    }

    /** Nobody waits for it any more, if it was called back so long ago. @return whether somebody did until now */
    boolean writeOff(long now, long grace) {
        synchronized (this) {
            if (state != State.CALLED_BACK || now - calledBack < grace) {
                return false;
            }
            state = State.WRITTEN_OFF;
            ledger().neverLeft(thread);
        }
        route.writeOff();
        return true;
    }

    /** Its thread is back, and nothing of an interrupt goes on with it. */
    void leave() {
        boolean awaited;
        synchronized (this) {
            awaited = state != State.WRITTEN_OFF;
            if (state != State.INSIDE) {
                Thread.interrupted();
            }
            state = State.GONE;
        }
        if (awaited) {
            route.giveBack();
        } else {
            ledger().cameBack(thread);
        }
    }
}
