package fr.beffroi.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL from Debian's package, on a free port of the loopback interface, with its settings as delivered. The tests' own server
 * is started with {@code fsync=off}, so it would measure another thing: here a commit is on the disk before it is answered.
 */
final class Postgresql implements AutoCloseable {
    /** The house's. */
    static final String USER = "beffroi";

    private static final Duration START = Duration.ofSeconds(60);

    private final Child server;
    private final int port;
    private final String password;
    private final String version;
    private final Path statements;
    private int databases;

    private Postgresql(Child server, int port, String password, String version, Path statements) {
        this.server = server;
        this.port = port;
        this.password = password;
        this.version = version;
        this.statements = statements;
    }

    /** A database on the server. */
    record Database(String url, String user, String password) {
        /** A connection of the benchmark's own, which no recording holds. */
        Connection connect() throws SQLException {
            return connect("");
        }

        /** @param settings of the driver besides, such as {@code &stringtype=unspecified} */
        Connection connect(String settings) throws SQLException {
            return DriverManager.getConnection(url + "?ApplicationName=" + SqlScript.OURS + settings, user, password);
        }

        String name() {
            return url.substring(url.lastIndexOf('/') + 1);
        }

        /** As the house is told. */
        Map<String, String> environment() {
            return Map.of("BEFFROI_DB_URL", url, "BEFFROI_DB_USER", user, "BEFFROI_DB_PASSWORD", password);
        }
    }

    static Postgresql start(Workshop workshop) throws Exception {
        Path binaries = binaries();
        Path folder = workshop.newFolder("postgresql");
        String password = UUID.randomUUID().toString();
        Path passwordFile = Files.writeString(folder.resolve("password"), password);
        Path data = folder.resolve("data");
        String user = "";
        if (System.getProperty("user.name").equals("root")) {
            user = "postgres";
            run(List.of("chown", "-R", user, folder.toString()));
        }
        List<String> initdb = new ArrayList<>();
        if (!user.isEmpty()) {
            initdb.addAll(List.of("runuser", "-u", user, "--"));
        }
        initdb.addAll(List.of(
                binaries.resolve("initdb").toString(),
                "--pgdata=" + data,
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale"));
        run(initdb);
        int port = Workshop.freePort();
        Child child = workshop.keep(Child.start(
                user,
                "QUIT",
                folder,
                folder.resolve("log"),
                Map.of(),
                List.of(
                        binaries.resolve("postgres").toString(),
                        "-D",
                        data.toString(),
                        "-p",
                        Integer.toString(port),
                        "-h",
                        "127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "max_connections=200",
                        "-c",
                        "logging_collector=on",
                        "-c",
                        "log_destination=jsonlog",
                        "-c",
                        "log_directory=" + folder.resolve("log.d"),
                        "-c",
                        "log_filename=statements",
                        "-c",
                        "log_rotation_age=0",
                        "-c",
                        "log_rotation_size=0")));
        String version = run(List.of(binaries.resolve("postgres").toString(), "--version"));
        Postgresql started = new Postgresql(child, port, password, version, folder.resolve("log.d/statements.json"));
        workshop.await("PostgreSQL answers", START, Duration.ofMillis(50), started::answers);
        return started;
    }

    private boolean answers() {
        if (!server.isAlive()) {
            throw new IllegalStateException("PostgreSQL ended:\n" + server.log());
        }
        try (Connection connection = database("postgres").connect()) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** A new, empty database. */
    Database newDatabase() throws SQLException {
        return create("");
    }

    /** A new database with all that another holds, to which nobody may be connected. */
    Database copy(Database original) throws SQLException {
        return create(" TEMPLATE " + original.name());
    }

    private Database create(String from) throws SQLException {
        String name = "bench_" + ++databases;
        execute("CREATE DATABASE " + name + from);
        return database(name);
    }

    void drop(Database database) throws SQLException {
        execute("DROP DATABASE " + database.name());
    }

    private void execute(String... commands) throws SQLException {
        try (Connection admin = database("postgres").connect();
                Statement statement = admin.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    /** What others than ourselves ask of a database while something is done. Slows the server down, so nothing is measured meanwhile. */
    SqlScript.Recording record(Database database, Workshop.Deed deed) throws Exception {
        execute("ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()");
        long before = Files.exists(statements) ? Files.size(statements) : 0;
        try {
            deed.run();
        } finally {
            execute("ALTER SYSTEM RESET log_statement", "SELECT pg_reload_conf()");
        }
        return SqlScript.read(statements, before, database.name());
    }

    private Database database(String name) {
        return new Database("jdbc:postgresql://127.0.0.1:" + port + "/" + name, USER, password);
    }

    /** The process id of the server, whose children serve the connections. */
    long pid() {
        return server.pid();
    }

    /** Such as {@code PostgreSQL 15.18}. */
    String version() {
        return version.replaceAll("^postgres \\((.*?)\\) (\\S+).*", "$1 $2");
    }

    @Override
    public void close() throws Exception {
        server.close();
    }

    private static Path binaries() throws IOException {
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                return versions.map(version -> version.resolve("bin"))
                        .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                        .max(Comparator.comparing(Path::toString))
                        .orElseThrow(Postgresql::missing);
            }
        }
        throw missing();
    }

    private static IllegalStateException missing() {
        return new IllegalStateException("PostgreSQL is not installed (Debian: apt-get install postgresql).");
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + output);
        }
        return output.strip();
    }
}
