package fr.beffroi.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A program that was started for the benchmark and ends with it, whichever way that ends: a shell in between waits for the end of
 * its own input, which ends with this JVM, and then ends the program.
 */
final class Child implements AutoCloseable {
    // A Ctrl-C reaches every process of the terminal; this shell has to outlive it.
    private static final String SCRIPT = "trap '' INT; signal=$1; log=$2; shift 2;"
            + " \"$@\" </dev/null >>\"$log\" 2>&1 & echo $!; cat >/dev/null; kill -$signal $! 2>/dev/null; wait $!";

    private static final Duration ENDING = Duration.ofSeconds(30);

    private final Process shell;
    /** {@code USER_HZ} is 100 on every Linux that this runs on. */
    private static final long MILLIS_A_TICK = 10;

    private final long pid;
    private final Path log;

    private Child(Process shell, long pid, Path log) {
        this.shell = shell;
        this.pid = pid;
        this.log = log;
    }

    /**
     * Starts a program.
     *
     * @param user whose process it becomes; empty for our own
     * @param endSignal that ends it: {@code KILL}, or {@code QUIT} for PostgreSQL, which then takes its own processes along
     * @param environment added to ours
     */
    static Child start(
            String user, String endSignal, Path folder, Path log, Map<String, String> environment, List<String> command)
            throws IOException {
        List<String> line = new ArrayList<>();
        if (!user.isEmpty()) {
            line.addAll(List.of("runuser", "-u", user, "--"));
        }
        line.addAll(List.of("sh", "-c", SCRIPT, "sh", endSignal, log.toString()));
        line.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process shell = builder.start();
        BufferedReader output = shell.inputReader(StandardCharsets.UTF_8);
        String pid = output.readLine();
        if (pid == null) {
            throw new IOException(command.get(0) + " could not be started");
        }
        return new Child(shell, Long.parseLong(pid), log);
    }

    boolean isAlive() {
        return shell.isAlive() && ProcessHandle.of(pid).isPresent();
    }

    /** Its process id. */
    long pid() {
        return pid;
    }

    /** Processor time so far. */
    Duration cpu() {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    /** Processor time so far of a process and its children, those included that have ended. */
    static Duration cpuWithChildren(long pid) throws IOException {
        while (true) {
            Set<Long> children = children(pid);
            long ticks = ticks(pid, 4);
            for (long child : children) {
                ticks += ticks(child, 2);
            }
            // What one has used is its parent's as soon as it is gone: in between it would be nobody's.
            if (children.equals(children(pid))) {
                return Duration.ofMillis(ticks * MILLIS_A_TICK);
            }
        }
    }

    private static Set<Long> children(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    /** The first of utime, stime, cutime and cstime in {@code /proc/<pid>/stat} (proc(5)); nothing of a process that has just ended. */
    private static long ticks(long pid, int fields) throws IOException {
        Path process = Path.of("/proc/" + pid);
        try {
            String stat = Files.readString(process.resolve("stat"));
            String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Arrays.stream(behindName)
                    .skip(11)
                    .limit(fields)
                    .mapToLong(Long::parseLong)
                    .sum();
        } catch (IOException e) {
            // It can end before its file is opened, and after.
            if (Files.exists(process)) {
                throw e;
            }
            return 0;
        }
    }

    /** Sends a signal, by its name without {@code SIG}. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }

    /** Waits for an end that was asked for. */
    void awaitEnd() throws IOException, InterruptedException {
        long end = System.nanoTime() + ENDING.toNanos();
        while (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            if (System.nanoTime() > end) {
                throw new IOException("process " + pid + " doesn't end");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        close();
    }

    String log() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "(" + log + " can't be read: " + e.getMessage() + ")";
        }
    }

    /** Ends it, and returns when it has ended. */
    @Override
    public void close() throws IOException, InterruptedException {
        shell.getOutputStream().close();
        if (!shell.waitFor(ENDING.toSeconds(), TimeUnit.SECONDS)) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }
}
