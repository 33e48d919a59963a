package fr.beffroi.store.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.opentest4j.TestAbortedException;

/**
 * A real PostgreSQL for tests: started once in this JVM, on a free port of the loopback interface, in a temporary folder; gone with
 * the JVM, even when that is killed.
 */
public final class PostgresServer {
    /** Set to {@code required} where a machine without PostgreSQL is to fail the tests instead of skipping them. */
    public static final String REQUIRED = "BEFFROI_TEST_POSTGRESQL";

    private static final Duration START = Duration.ofSeconds(120);
    private static final String USER = "beffroi";
    private static PostgresServer running;

    private final int port;
    private final String password;
    private final AtomicInteger databases = new AtomicInteger();

    /**
     * A database on the server.
     *
     * @param url JDBC address
     * @param user a superuser
     * @param password of that user
     */
    public record Database(String url, String user, String password) {
        /** What it is called on its server. */
        public String name() {
            return url.substring(url.lastIndexOf('/') + 1);
        }
    }

    /**
     * The server, started when this is the first call.
     *
     * @throws TestAbortedException when PostgreSQL isn't installed
     */
    public static synchronized PostgresServer get() {
        if (running == null) {
            running = new PostgresServer(binaries().orElseGet(PostgresServer::missing));
        }
        return running;
    }

    /** Whether tests that need it are to be skipped here. */
    public static boolean isMissing() {
        return binaries().isEmpty() && !"required".equals(System.getenv(REQUIRED));
    }

    private static Path missing() {
        String sentence = "PostgreSQL is not installed (Debian: apt-get install postgresql), so its half is skipped.";
        if ("required".equals(System.getenv(REQUIRED))) {
            return Assertions.fail(sentence + " " + REQUIRED + "=required forbids that.");
        }
        throw new TestAbortedException(sentence);
    }

    private PostgresServer(Path binaries) {
        try {
            port = freePort();
            password = UUID.randomUUID().toString();
            Path folder = Files.createTempDirectory("beffroi-postgresql-");
            Path passwordFile = Files.writeString(folder.resolve("password"), password);
            Path log = folder.resolve("log");
            if (System.getProperty("user.name").equals("root")) {
                run(log, List.of("chown", "-R", "postgres", folder.toString()));
            }
            Path data = folder.resolve("data");
            run(
                    log,
                    asPostgres(
                            binaries.resolve("initdb").toString(),
                            "--pgdata=" + data,
                            "--username=" + USER,
                            "--pwfile=" + passwordFile,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--no-locale",
                            "--no-sync"));
            start(binaries, data, folder, log);
            awaitAnswer(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The shell ends the server and clears up when its own input ends, and that ends with this JVM, however it goes. */
    private void start(Path binaries, Path data, Path folder, Path log) throws IOException {
        String script =
                "\"$@\" </dev/null & server=$!; cat >/dev/null; kill -QUIT $server; wait $server; rm -rf " + folder;
        List<String> command = asPostgres(
                "sh", "-c", script, "sh", binaries.resolve("postgres").toString());
        command.addAll(List.of("-D", data.toString(), "-p", Integer.toString(port), "-h", "127.0.0.1", "-F"));
        command.addAll(List.of("-c", "unix_socket_directories=", "-c", "max_connections=200"));
        new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private void awaitAnswer(Path log) throws IOException {
        long end = System.nanoTime() + START.toNanos();
        SQLException last = null;
        while (System.nanoTime() < end) {
            try (Connection connection = admin()) {
                return;
            } catch (SQLException e) {
                last = e;
                pause();
            }
        }
        throw new IOException("PostgreSQL didn't answer; its log:\n" + Files.readString(log), last);
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while PostgreSQL was starting", e);
        }
    }

    /** A new, empty database. */
    public Database newDatabase() {
        String name = "test_" + databases.incrementAndGet();
        execute("CREATE DATABASE " + name);
        return new Database(url(name), USER, password);
    }

    /** Drops a database, ending whatever still uses it. */
    public void drop(Database database) {
        execute("DROP DATABASE IF EXISTS " + database.name() + " WITH (FORCE)");
    }

    /** Runs a statement as superuser in a database of its own, for what concerns the whole server. */
    public void execute(String sql) {
        try (Connection connection = admin();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private Connection admin() throws SQLException {
        return DriverManager.getConnection(url("postgres"), USER, password);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static Optional<Path> binaries() {
        List<Path> folders = new ArrayList<>();
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.sorted(Comparator.comparing(PostgresServer::version).reversed())
                        .forEach(version -> folders.add(version.resolve("bin")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        Stream.of(path.split(java.io.File.pathSeparator)).map(Path::of).forEach(folders::add);
        return folders.stream()
                .filter(folder ->
                        Files.isExecutable(folder.resolve("postgres")) && Files.isExecutable(folder.resolve("initdb")))
                .findFirst();
    }

    private static double version(Path folder) {
        try {
            return Double.parseDouble(folder.getFileName().toString());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
    private static List<String> asPostgres(String... command) {
        List<String> whole = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            whole.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        whole.addAll(List.of(command));
        return whole;
    }

    private static void run(Path log, List<String> command) throws IOException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(log.getParent().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroy();
                throw new IOException(
                        command.get(0) + " failed:\n" + new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
