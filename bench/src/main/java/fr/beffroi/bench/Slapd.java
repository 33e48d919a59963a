package fr.beffroi.bench;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** An OpenLDAP from Debian's package with the configuration of {@code ops/openldap}, on a free port of the loopback interface. */
final class Slapd implements AutoCloseable {
    static final String BASE = "dc=beffroi,dc=example";

    private static final String MANAGER = "cn=beffroi," + BASE;
    private static final Path PROGRAM = Path.of("/usr/sbin/slapd");

    private final Child server;
    private final int port;
    private final String secret;

    private Slapd(Child server, int port, String secret) {
        this.server = server;
        this.port = port;
        this.secret = secret;
    }

    static Slapd start(Workshop workshop) throws Exception {
        if (!Files.isExecutable(PROGRAM)) {
            throw new IllegalStateException("OpenLDAP is not installed (Debian: apt-get install slapd slapd-contrib).");
        }
        Path folder = workshop.newFolder("slapd");
        Path ops = workshop.root().resolve("ops/openldap");
        String secret = UUID.randomUUID().toString();
        Path data = Files.createDirectory(folder.resolve("directory"));
        Path configuration = Files.write(
                folder.resolve("slapd.conf"), ours(Files.readAllLines(ops.resolve("slapd.conf")), secret, data));
        int port = Workshop.freePort();
        Child child = workshop.keep(Child.start(
                "",
                "KILL",
                ops,
                folder.resolve("log"),
                Map.of(),
                List.of(
                        PROGRAM.toString(),
                        "-h",
                        "ldap://127.0.0.1:" + port,
                        "-f",
                        configuration.toString(),
                        "-d",
                        "0")));
        Slapd started = new Slapd(child, port, secret);
        workshop.await("slapd answers", Duration.ofSeconds(30), Duration.ofMillis(20), started::answers);
        return started;
    }

    /** The operator's file with our password, folder and room: the 10 MiB that slapd gives unasked are full at 1,400. */
    private static List<String> ours(List<String> delivered, String secret, Path data) {
        List<String> lines = new ArrayList<>();
        boolean roomy = delivered.stream().anyMatch(line -> line.startsWith("maxsize"));
        for (String line : delivered) {
            if (line.startsWith("rootpw ")) {
                lines.add("rootpw " + secret);
            } else if (line.startsWith("directory ")) {
                lines.add("directory " + data);
                if (!roomy) {
                    lines.add("maxsize 1073741824");
                }
            } else {
                lines.add(line);
            }
        }
        return lines;
    }

    private boolean answers() {
        if (!server.isAlive()) {
            throw new IllegalStateException("slapd ended:\n" + server.log());
        }
        try (LDAPConnection connection = connect()) {
            return connection.isConnected();
        } catch (LDAPException notYet) {
            return false;
        }
    }

    /** A connection as the house's own. */
    LDAPConnection connect() throws LDAPException {
        return new LDAPConnection("127.0.0.1", port, MANAGER, secret);
    }

    /** How many people have an entry. */
    int people() throws LDAPException {
        return count("(objectClass=inetOrgPerson)");
    }

    /** How many communes have the group of that service. */
    int groups(String service) throws LDAPException {
        return count("(&(objectClass=groupOfNames)(cn=" + service + "))");
    }

    private int count(String filter) throws LDAPException {
        try (LDAPConnection connection = connect()) {
            return connection
                    .search(BASE, SearchScope.SUB, filter, SearchRequest.NO_ATTRIBUTES)
                    .getEntryCount();
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return 0;
            }
            throw e;
        }
    }

    int port() {
        return port;
    }

    /** As the house is told. */
    Map<String, String> environment() {
        return environment(port);
    }

    /** The same, by way of something else that listens on this machine. */
    Map<String, String> environment(int through) {
        return Map.of(
                "BEFFROI_LDAP_URL",
                "ldap://127.0.0.1:" + through,
                "BEFFROI_LDAP_BASE_DN",
                BASE,
                "BEFFROI_LDAP_BIND_DN",
                MANAGER,
                "BEFFROI_LDAP_PASSWORD",
                secret);
    }

    /** From now on it takes connections and answers nothing. */
    void hang() throws IOException, InterruptedException {
        server.signal("STOP");
    }

    /** It goes on where it was. */
    void goOn() throws IOException, InterruptedException {
        server.signal("CONT");
    }

    static String version() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(PROGRAM.toString(), "-VV")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(10, TimeUnit.SECONDS);
        return output.lines()
                .filter(line -> line.contains("slapd"))
                .findFirst()
                .map(line -> line.replaceAll(".*slapd ([^ ]+).*", "slapd $1"))
                .orElse("slapd");
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
