package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.fail;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.opentest4j.TestAbortedException;

/**
 * A real OpenLDAP with the configuration that {@code ops/openldap} gives to operators, on a free port of the loopback interface, in a
 * folder of its own.
 */
final class OpenLdapServer implements AutoCloseable {
    /** Set to {@code required} where a machine without OpenLDAP is to fail these tests instead of skipping them. */
    private static final String REQUIRED = "BEFFROI_TEST_SLAPD";

    private static final String BASE = "dc=beffroi,dc=example";
    private static final Path SLAPD = Path.of("/usr/sbin/slapd");
    private static final Path PBKDF2 = Path.of("/usr/lib/ldap/pw-pbkdf2.so");

    private final Path folder;
    private final String secret = UUID.randomUUID().toString();
    private final int port = RunningHouse.freePort();
    private Process slapd;

    private OpenLdapServer(Path folder) {
        this.folder = folder;
    }

    /** @param folder where it keeps everything */
    static OpenLdapServer start(Path folder) {
        if (!Files.isExecutable(SLAPD) || !Files.exists(PBKDF2)) {
            String sentence =
                    "OpenLDAP is not installed (Debian: apt-get install slapd slapd-contrib), so it isn't tried.";
            if ("required".equals(System.getenv(REQUIRED))) {
                fail(sentence + " " + REQUIRED + "=required forbids that.");
            }
            throw new TestAbortedException(sentence);
        }
        OpenLdapServer server = new OpenLdapServer(folder);
        try {
            Path directory = Files.createDirectories(folder.resolve("directory"));
            String operators = Files.readString(RunningHouse.ROOT.resolve("ops/openldap/slapd.conf"));
            String configuration = operators
                    .replaceAll("(?m)^rootpw .*$", "rootpw " + server.secret)
                    .replaceAll("(?m)^directory .*$", "directory " + directory);
            Files.writeString(folder.resolve("slapd.conf"), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.start();
        return server;
    }

    void start() {
        try {
            slapd = new ProcessBuilder(
                            SLAPD.toString(),
                            "-h",
                            "ldap://127.0.0.1:" + port,
                            "-f",
                            folder.resolve("slapd.conf").toString(),
                            "-d",
                            "0")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RunningHouse.await("slapd answers", () -> {
            if (!slapd.isAlive()) {
                fail("slapd ended: " + log());
            }
            return answers();
        });
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (LDAPConnection connection = connect()) {
            return connection.isConnected();
        } catch (LDAPException e) {
            return false;
        }
    }

    private LDAPConnection connect() throws LDAPException {
        return new LDAPConnection("127.0.0.1", port, "cn=beffroi," + BASE, secret);
    }

    /** Stops it; what it holds stays, and {@link #start()} brings it back. */
    void stop() {
        slapd.destroy();
        RunningHouse.await("slapd has ended", () -> !slapd.isAlive());
    }

    /** How the house is told of it. */
    Map<String, String> settings() {
        return Map.of(
                "BEFFROI_LDAP_URL",
                "ldap://127.0.0.1:" + port,
                "BEFFROI_LDAP_BASE_DN",
                BASE,
                "BEFFROI_LDAP_BIND_DN",
                "cn=beffroi," + BASE,
                "BEFFROI_LDAP_PASSWORD",
                secret);
    }

    /** Everything below the branches of the communes, by the house's own log-in, without the house. */
    List<SearchResultEntry> communes() {
        try (LDAPConnection connection = connect()) {
            return connection
                    .search("ou=communes," + BASE, SearchScope.SUB, "(objectClass=*)")
                    .getSearchEntries();
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
