package fr.beffroi.hosting.internal;

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
    /** Guarded by this, so that the thread is never interrupted in what it does next. */
    private State state = State.INSIDE;

    /** @param since by the clock of {@link Visitors} */
    Stay(Route route, Thread thread, long since) {
        this.route = route;
        this.thread = thread;
        this.since = since;
    }

    Address address() {
        return route.address();
    }

    long since() {
        return since;
    }

    /** Interrupts it, once. @return whether it was */
    synchronized boolean callBack() {
        if (state != State.INSIDE) {
            return false;
        }
        state = State.CALLED_BACK;
        thread.interrupt();
        return true;
    }

    /** Nobody waits for it any more. @return whether somebody did */
    boolean writeOff() {
        synchronized (this) {
            if (state != State.CALLED_BACK) {
                return false;
            }
            state = State.WRITTEN_OFF;
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
            route.inside().ledger().cameBack();
        }
    }
}
