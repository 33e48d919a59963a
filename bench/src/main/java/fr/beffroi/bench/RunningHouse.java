package fr.beffroi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.launcher.Apply;
import fr.beffroi.launcher.Credentials;
import fr.beffroi.launcher.House;
import fr.beffroi.launcher.Login;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real distribution as a process, unpacked for this benchmark, on a data folder and a port of its own. */
final class RunningHouse implements AutoCloseable {
    /** It opens thousands of instances before it says that it is ready. */
    private static final Duration START = Duration.ofMinutes(10);

    /** Each question whether it is ready is a log-in at PostgreSQL, which at a start is taken from the instances. */
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(250);

    private static final Duration QUIET_WITHIN = Duration.ofMinutes(10);
    private static final String SETTINGS = "etc/fr.beffroi.provisioning.cfg";
    private static final Pattern LANES = Pattern.compile("(?m)^lanes = (\\d+)$");
    private static final Pattern SERVING = Pattern.compile("(?m)^beffroi_instances\\{serving=\"true\"} (\\S+)");
    private static final Pattern COMPILING =
            Pattern.compile("^jvm_compilation_time_seconds_total (\\S+)", Pattern.MULTILINE);

    private final Workshop workshop;
    private final Path home;
    private final Path data;
    private final int port;
    private final Map<String, String> environment;
    private final AtomicInteger repeated = new AtomicInteger();
    private Child process;

    private RunningHouse(Workshop workshop, Path home, Path data, int port, Map<String, String> environment) {
        this.workshop = workshop;
        this.home = home;
        this.data = data;
        this.port = port;
        this.environment = environment;
    }

    /** A new house with so many lanes, ready; whoever has it closes it, or the workshop does. */
    static RunningHouse start(Workshop workshop, int lanes, Map<String, String> settings) throws Exception {
        Path home = unpack(workshop, lanes);
        Path data = workshop.newFolder("data");
        int port = Workshop.freePort();
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("BEFFROI_DATA", data.toString());
        environment.put("BEFFROI_HTTP_PORT", Integer.toString(port));
        RunningHouse house = workshop.keep(new RunningHouse(workshop, home, data, port, environment));
        house.start();
        return house;
    }

    /** The process id of its JVM. */
    long pid() {
        return process.pid();
    }

    /** How many lanes there are stands in a file of the distribution, so each number gets a copy of it. */
    private static Path unpack(Workshop workshop, int lanes) throws IOException {
        Path home = workshop.folder().resolve("home-" + lanes);
        if (!Files.exists(home)) {
            Path built = built(workshop);
            try (Stream<Path> all = Files.walk(built)) {
                for (Path path : all.toList()) {
                    Files.copy(
                            path, home.resolve(built.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        // An earlier house may have left others.
        write(home, lanes);
        return home;
    }

    private static Path built(Workshop workshop) {
        Path built = workshop.root().resolve("features/distribution/target/assembly");
        if (!Files.isExecutable(built.resolve("bin/server"))) {
            throw new IllegalStateException("There is no distribution in " + built + ": build it first.");
        }
        return built;
    }

    /** How many lanes the distribution comes with. */
    static int deliveredLanes(Workshop workshop) throws IOException {
        return Integer.parseInt(lanes(built(workshop)).group(1));
    }

    private static Matcher lanes(Path home) throws IOException {
        Matcher line = LANES.matcher(Files.readString(home.resolve(SETTINGS)));
        if (!line.find()) {
            throw new IllegalStateException(SETTINGS + " has no line \"lanes = …\".");
        }
        return line;
    }

    /** What is right already isn't written again: another house may run from that folder, and would read it anew. */
    private static void write(Path home, int lanes) throws IOException {
        Matcher line = lanes(home);
        if (Integer.parseInt(line.group(1)) != lanes) {
            Files.writeString(home.resolve(SETTINGS), line.replaceFirst("lanes = " + lanes));
        }
    }

    /** With so many lanes from its next start on. A running house reads its settings when they change, so it must not run. */
    void setLanes(int lanes) throws IOException {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("The house runs.");
        }
        write(home, lanes);
    }

    /**
     * Starts it and returns when it is ready.
     *
     * @return how long that took
     */
    Duration start() throws Exception {
        long begun = System.nanoTime();
        process = Child.start(
                "",
                "KILL",
                data,
                data.resolve("server.out"),
                environment,
                List.of(home.resolve("bin/server").toString()));
        byte[] request = Wire.request("GET", "/health/ready", "", "");
        workshop.await("the house is ready", START, BETWEEN_QUESTIONS, () -> {
            requireAlive();
            try (Wire wire = new Wire(port)) {
                return wire.send(request).status() == 200;
            } catch (IOException notYet) {
                return false;
            }
        });
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Ends it as an operator does. */
    void stop() throws Exception {
        process.signal("TERM");
        process.awaitEnd();
    }

    /** Ends it as a power cut does: {@code kill -9}. */
    void kill() throws Exception {
        process.signal("KILL");
        process.awaitEnd();
    }

    @Override
    public void close() throws Exception {
        if (process != null) {
            process.close();
        }
    }

    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("The house ended:\n" + process.log());
        }
    }

    /** How many requests had to be sent again, because a part of the house didn't answer. */
    AtomicInteger repeated() {
        return repeated;
    }

    /** A sentence on the requests that had to be sent again, when there were any. */
    void noteRepeated(Table table) {
        if (repeated.get() > 0) {
            table.note(repeated + " requests were answered 503 and sent again.");
        }
    }

    int port() {
        return port;
    }

    /** Where the bundles lie that may be hosted. */
    Path services() {
        return home.resolve("services");
    }

    Path data() {
        return data;
    }

    /** Declares the communes, and waits until their people stand in the directory. */
    void settle(Communes communes, Slapd directory) throws Exception {
        settle(communes);
        workshop.await(
                "everybody stands in the directory",
                QUIET_WITHIN,
                Duration.ofMillis(500),
                () -> directory.people() >= communes.people());
        awaitQuiet();
    }

    /** Declares the communes, and waits until nothing happens any more, which is enough for a directory in memory. */
    void settle(Communes communes) throws Exception {
        workshop.say("declaring %d communes", communes.count());
        Path folder = communes.write(workshop.root().resolve("tenants/nimes-metropole"), workshop.newFolder("tenants"));
        Apply.read(folder).apply(new House(URI.create("http://127.0.0.1:" + port)), credentials("ops"));
        awaitQuiet();
    }

    /** Returns when it has used less than a tenth of a processor for two seconds. */
    void awaitQuiet() throws Exception {
        List<Duration> used = new ArrayList<>(List.of(process.cpu()));
        workshop.await("the house is quiet", QUIET_WITHIN, Duration.ofSeconds(1), () -> {
            used.add(process.cpu());
            int last = used.size() - 1;
            return last >= 2 && used.get(last).minus(used.get(last - 2)).compareTo(Duration.ofMillis(200)) < 0;
        });
    }

    /** Processor time since its start. */
    Duration cpu() {
        return process.cpu();
    }

    /** What its JVM takes, once it has thrown away what it can. */
    Footprint footprint() throws Exception {
        return Footprint.of(process);
    }

    /** How many instances answer at their addresses. */
    int serving() throws IOException {
        return (int) metric(SERVING);
    }

    /** How long its JVM has compiled until now. */
    Duration compiling() throws IOException {
        return Duration.ofMillis((long) (1_000 * metric(COMPILING)));
    }

    private double metric(Pattern value) throws IOException {
        try (Wire wire = new Wire(port)) {
            Wire.Reply page = wire.send(Wire.request("GET", "/metrics", authorization("ops"), ""))
                    .expect(200);
            Matcher found = value.matcher(page.text());
            if (!found.find()) {
                throw new IllegalStateException("/metrics doesn't tell " + value + ".");
            }
            return Double.parseDouble(found.group(1));
        }
    }

    /** The headers that a platform sends. */
    String platformHeaders() {
        return authorization("platform") + "X-Broker-API-Version: 2.17\r\nContent-Type: application/json\r\n";
    }

    /** The headers that operations send. */
    String operatorHeaders() {
        return authorization("ops");
    }

    private String authorization(String name) {
        Login login = credentials(name);
        String pair = login.name() + ":" + login.password();
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }

    /** The offering of that name, as the catalogue has it. */
    Offered offering(String name) {
        JsonNode services = new House(URI.create("http://127.0.0.1:" + port))
                .osb(credentials("platform"), "GET", "/v2/catalog", null)
                .expect(200)
                .json()
                .path("services");
        for (JsonNode service : services) {
            if (service.path("name").asText().equals(name)) {
                String plan = service.path("plans").path(0).path("id").asText();
                return new Offered(name, service.path("id").asText(), plan);
            }
        }
        throw new IllegalStateException("The catalogue has no " + name + ".");
    }

    private Login credentials(String name) {
        return new Credentials(data, environment).of(name);
    }
}
