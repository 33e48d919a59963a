package fr.beffroi.tenancy.internal;

import static fr.beffroi.tenancy.internal.House.BASE;
import static org.junit.jupiter.api.Assertions.fail;

import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.opentest4j.TestAbortedException;

/**
 * A real OpenLDAP of a test's own, with the configuration that {@code ops/openldap} gives to operators: only the password and the
 * folder are the test's, as they would be an operator's, and the port is a free one of the loopback interface.
 */
final class OpenLdap implements AutoCloseable {
    /** Set to {@code required} where a machine without OpenLDAP is to fail these tests instead of skipping them. */
    private static final String REQUIRED = "BEFFROI_TEST_SLAPD";

    private static final Path SLAPD = Path.of("/usr/sbin/slapd");
    private static final Path PBKDF2 = Path.of("/usr/lib/ldap/pw-pbkdf2.so");
    private static final Path OPERATORS = Path.of("../../ops/openldap/slapd.conf");
    private static final String MANAGER = "cn=beffroi," + BASE;

    private final Path folder;
    private final String secret = UUID.randomUUID().toString();
    private final int port;
    private Process slapd;

    /** @param folder an empty one, where it keeps everything */
    OpenLdap(Path folder) throws IOException {
        if (!Files.isExecutable(SLAPD) || !Files.exists(PBKDF2)) {
            String sentence =
                    "OpenLDAP is not installed (Debian: apt-get install slapd slapd-contrib), so it isn't tried.";
            if ("required".equals(System.getenv(REQUIRED))) {
                fail(sentence + " " + REQUIRED + "=required forbids that.");
            }
            throw new TestAbortedException(sentence);
        }
        this.folder = folder;
        port = freePort();
        Files.createDirectory(folder.resolve("directory"));
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    void start() throws Exception {
        start(Files.readString(OPERATORS));
    }

    void startWithoutTheModule() throws Exception {
        start(put(Files.readString(OPERATORS), "moduleload pw-pbkdf2", ""));
    }

    private void start(String operators) throws Exception {
        String configuration = put(operators, "rootpw {SSHA}replace-me", "rootpw " + secret);
        configuration = put(configuration, "directory /var/lib/ldap", "directory " + folder.resolve("directory"));
        Path file = Files.writeString(folder.resolve("slapd.conf"), configuration);
        slapd = new ProcessBuilder(SLAPD.toString(), "-h", url(), "-f", file.toString(), "-d", "0")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        House.await("slapd answers", () -> {
            if (!slapd.isAlive()) {
                fail("slapd ended: " + Files.readString(folder.resolve("log")));
            }
            return answers();
        });
    }

    private static String put(String configuration, String line, String instead) {
        String changed = configuration.replace("\n" + line + "\n", "\n" + instead + "\n");
        if (changed.equals(configuration)) {
            fail("The operators' slapd.conf has no line \"" + line + "\" any more.");
        }
        return changed;
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String url() {
        return "ldap://127.0.0.1:" + port;
    }

    /** For the house, which writes there. */
    ExternalServer server() throws LDAPException {
        return new ExternalServer(url(), MANAGER, secret);
    }

    /** What it holds stays, and {@link #start()} brings it back. */
    void stop() throws InterruptedException {
        if (slapd != null) {
            slapd.destroy();
            slapd.waitFor();
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
