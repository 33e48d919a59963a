package fr.beffroi.access.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Reads what refused requests still have to send, within bounds. Safe for use by many threads. */
final class Leftovers implements AutoCloseable {
    /** In bytes. Who sends more, and is refused, may lose the answer. */
    static final long LONGEST = 64 * 1024;

    /** Who sends slowly holds a thread of the web server; those to come are refused unread. */
    static final int AT_A_TIME = 16;

    /** Who sends drop by drop, or nothing, is refused with the rest unread; whoever is within reach has sent it long before. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Semaphore readers = new Semaphore(AT_A_TIME);
    private final Duration patience;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1,
            task -> {
                Thread thread = new Thread(task, "beffroi-access-leftovers");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    /** @param patience how long is read of one request */
    Leftovers(Duration patience) {
        this.patience = patience;
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Whether something may still come of a request that has not been read to its end. */
    static boolean isPossible(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    /**
     * On this thread. A servlet can't say how long a read may take, and the web server only how long a whole connection may be silent; but
     * its read ends when the thread is interrupted.
     *
     * @return whether it was tried; false: too many others are being read
     */
    boolean read(HttpServletRequest request) {
        if (!readers.tryAcquire()) {
            return false;
        }
        Turn turn = new Turn(Thread.currentThread());
        Future<?> end = timer.schedule(turn::interrupt, patience.toNanos(), TimeUnit.NANOSECONDS);
        try {
            readAll(request);
        } finally {
            end.cancel(false);
            turn.over();
            readers.release();
        }
        return true;
    }

    private void readAll(HttpServletRequest request) {
        if (request.getContentLengthLong() > LONGEST) {
            return;
        }
        byte[] some = new byte[4096];
        long start = System.nanoTime();
        try {
            long total = 0;
            int count;
            do {
                count = request.getInputStream().read(some);
                total += count;
            } while (count >= 0 && total <= LONGEST && System.nanoTime() - start < patience.toNanos());
        } catch (IOException | IllegalStateException e) {
            // The caller has gone or is too slow, or a servlet reads it as text or asynchronously: there is nobody to
            // answer, or nothing left to do.
            return;
        }
    }

    /** A thread that reads; what it does next is never interrupted. */
    private static final class Turn {
        private final Thread thread;
        /** Guarded by this, as what follows. */
        private boolean over;

        private boolean interrupted;

        Turn(Thread thread) {
            this.thread = thread;
        }

        synchronized void interrupt() {
            if (!over) {
                interrupted = true;
                thread.interrupt();
            }
        }

        synchronized void over() {
            over = true;
            if (interrupted) {
                Thread.interrupted();
            }
        }
    }

    /** Who still comes is read for as long as the web server lets it. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
