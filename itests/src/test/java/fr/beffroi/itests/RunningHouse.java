package fr.beffroi.itests;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.launcher.Credentials;
import fr.beffroi.launcher.Disagreement;
import fr.beffroi.launcher.House;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The real distribution, started by {@code ./beffroi run} as a process of its own, on a data folder and a port of its own. */
final class RunningHouse implements AutoCloseable {
    static final Path ROOT =
            Path.of(System.getProperty("beffroi.root", "..")).toAbsolutePath().normalize();

    /** The script beside the sources, which takes what was built from them. */
    private static final Path BUILT = ROOT.resolve("beffroi");

    /** A loaded machine needs its time; a quiet one is ready within ten seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    private final Path script;
    private final Path data;
    private final int port;
    private final Map<String, String> settings;
    private final House http;
    private Process process;

    private RunningHouse(Path script, Path data, Map<String, String> settings) {
        this.script = script;
        this.data = data;
        this.port = freePort();
        this.settings = settings;
        this.http = new House(address());
    }

    /** Starts a house and returns when it is ready. */
    static RunningHouse start(Path data, Map<String, String> settings) {
        RunningHouse house = new RunningHouse(BUILT, data, settings);
        house.start();
        return house;
    }

    /** The same from a changed distribution. */
    static RunningHouse start(Distribution distribution, Path data, Map<String, String> settings) {
        RunningHouse house = new RunningHouse(distribution.script(), data, settings);
        house.start();
        return house;
    }

    /** Starts a house that one part keeps from getting ready, and returns when it says so, and that alone. */
    static RunningHouse startWithout(String part, Path data, Map<String, String> settings) {
        RunningHouse house = new RunningHouse(BUILT, data, settings);
        house.startProcess();
        house.awaitAlive("only " + part + " keeps the house from being ready", () -> house.lacksOnly(part));
        return house;
    }

    void start() {
        startProcess();
        awaitReady();
    }

    void awaitReady() {
        awaitAlive("the house is ready", () -> http().isReady());
    }

    /** Starts the house without waiting for it. */
    void startProcess() {
        try {
            ProcessBuilder command = new ProcessBuilder(script.toString(), "run");
            command.environment().putAll(environment());
            Files.createDirectories(data.getParent());
            command.redirectErrorStream(true)
                    .redirectOutput(
                            data.resolveSibling(data.getFileName() + ".out").toFile());
            process = command.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAlive(String what, BooleanSupplier condition) {
        try {
            await(what, () -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException(
                            "./beffroi run ended with " + process.exitValue() + ":\n" + output());
                }
                return condition.getAsBoolean();
            });
        } catch (AssertionError e) {
            tellWhatItDoes();
            throw new AssertionError(e.getMessage() + " It says: " + whatItSays(), e);
        }
    }

    private String whatItSays() {
        try {
            return http.get("/health/ready").text();
        } catch (Disagreement nothing) {
            return nothing.getMessage();
        }
    }

    /** Has the JVM write to {@code log/server.out} what its threads do. */
    private void tellWhatItDoes() {
        process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .forEach(jvm -> {
                    try {
                        new ProcessBuilder("kill", "-QUIT", Long.toString(jvm.pid()))
                                .start()
                                .waitFor();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private boolean lacksOnly(String part) {
        try {
            JsonNode problems = http().get("/health/ready").json().path("problems");
            return problems.size() == 1 && problems.has(part);
        } catch (Disagreement nobodyAnswersYet) {
            return false;
        }
    }

    /** Ends the house as an operator does. */
    void stop() {
        Run run = launcher("stop");
        if (run.exit() != 0) {
            throw new IllegalStateException("./beffroi stop ended with " + run.exit() + ":\n" + run.output());
        }
        await("the process has ended", () -> !process.isAlive());
    }

    /** Ends the house as a power cut does. */
    void kill() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        await("every process of the house has ended", () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    Path data() {
        return data;
    }

    /** Whether the process lives. */
    boolean isAlive() {
        return process.isAlive();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What the house said on its terminal. */
    String output() {
        try {
            return Files.readString(data.resolveSibling(data.getFileName() + ".out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs another command of the launcher against this house, to its end. */
    Run launcher(String... words) {
        return run(script, environment(), words);
    }

    /** Runs a command of the launcher to its end. */
    static Run run(Map<String, String> environment, String... words) {
        return run(BUILT, environment, words);
    }

    private static Run run(Path script, Map<String, String> environment, String... words) {
        List<String> line = new ArrayList<>(List.of(script.toString()));
        line.addAll(List.of(words));
        ProcessBuilder command = new ProcessBuilder(line);
        command.environment().putAll(environment);
        try {
            Process run = command.redirectErrorStream(true).start();
            run.getOutputStream().close();
            String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(run.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The house as a client sees it over HTTP. */
    House http() {
        return http;
    }

    /** The log-ins of the intercommunality. */
    Credentials credentials() {
        return new Credentials(data, settings);
    }

    /** Waits for something that will be true soon, and says what was waited for when it isn't. */
    static void await(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("Waited " + PATIENCE.toSeconds() + " s in vain until " + what + ".");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("BEFFROI_BUILD", "no");
        environment.put("BEFFROI_DATA", data.toString());
        environment.put("BEFFROI_HTTP_PORT", Integer.toString(port));
        return environment;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command of the launcher came to. */
    record Run(int exit, String output) {}
}
