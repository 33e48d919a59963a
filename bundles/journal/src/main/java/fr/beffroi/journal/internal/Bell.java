package fr.beffroi.journal.internal;

/** Wakes the followers of this node when something was decided. Safe for use by many threads. */
final class Bell {
    private long rings;

    synchronized void ring() {
        rings++;
        notifyAll();
    }

    /** How often it has rung; to be asked before looking, so that a ring in between isn't missed. */
    synchronized long rings() {
        return rings;
    }

    /**
     * Waits until it has rung more often than that, but no longer than that: other nodes' bells aren't heard here.
     *
     * @return whether it has rung
     */
    synchronized boolean await(long heard, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (rings == heard) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
