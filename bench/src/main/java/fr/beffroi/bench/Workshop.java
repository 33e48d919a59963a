package fr.beffroi.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** A folder of our own and everything that was started in it; all of it is gone afterwards, after Ctrl-C too. Safe for many threads. */
final class Workshop implements AutoCloseable {
    private final Path root;
    private final Path folder;
    private final long begun = System.nanoTime();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /** After Ctrl-C two threads clear up: the folder goes when everything in it has ended. */
    private final Lock clearingUp = new ReentrantLock();

    private volatile boolean closing;

    /** @param root the checkout */
    Workshop(Path root) throws IOException {
        this.root = root;
        // PostgreSQL never runs as root, and its own user has to get through here.
        folder = Files.createTempDirectory(
                "beffroi-bench-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "clear-up"));
    }

    Path root() {
        return root;
    }

    Path folder() {
        return folder;
    }

    /** A new folder. */
    Path newFolder(String name) throws IOException {
        Path made = folder.resolve(name);
        for (int i = 2; Files.exists(made); i++) {
            made = folder.resolve(name + "-" + i);
        }
        return Files.createDirectory(made);
    }

    /** To be closed in the end, the youngest first; at once when the end has come already. */
    <T extends AutoCloseable> T keep(T one) throws Exception {
        boolean late;
        synchronized (started) {
            late = closing;
            started.push(one);
        }
        if (late) {
            one.close();
        }
        return one;
    }

    /** Closes something before the end. */
    void end(AutoCloseable one) throws Exception {
        synchronized (started) {
            started.remove(one);
        }
        one.close();
    }

    boolean isClosing() {
        return closing;
    }

    /** A line on how far it is, with the seconds since the start. */
    void say(String what, Object... values) {
        if (!closing) {
            System.err.printf(
                    Locale.ROOT,
                    "%5d s  %s%n",
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
                    String.format(Locale.ROOT, what, values));
        }
    }

    /** Something that is done. */
    @FunctionalInterface
    interface Deed {
        void run() throws Exception;
    }

    /** Asks every few milliseconds until it is so. */
    void await(String what, Duration patience, Duration between, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.call()) {
            if (closing) {
                throw new InterruptedException("stopped");
            }
            if (System.nanoTime() > end) {
                throw new TimeoutException("Waited " + patience.toSeconds() + " s in vain until " + what + ".");
            }
            TimeUnit.NANOSECONDS.sleep(between.toNanos());
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        closing = true;
        clearingUp.lock();
        try {
            clearUp();
        } finally {
            clearingUp.unlock();
        }
    }

    private void clearUp() {
        while (true) {
            AutoCloseable next;
            synchronized (started) {
                next = started.poll();
            }
            if (next == null) {
                break;
            }
            try {
                next.close();
            } catch (Exception e) {
                System.err.println("While clearing up: " + e);
            }
        }
        try {
            delete(folder);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("While clearing up: " + e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
