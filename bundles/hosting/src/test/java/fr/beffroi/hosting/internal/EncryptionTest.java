package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import fr.beffroi.api.hosted.Outside;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom an instance believes to be the server outside that it asks. */
class EncryptionTest {
    private static final String PASSWORD = "changeit";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    private Path folder;

    private HttpsServer server;

    @AfterEach
    void stop() {
        server.stop(0);
        timer.shutdownNow();
    }

    @Test
    void aServerWhoseCertificateIsTrustedIsAsked() throws Exception {
        SSLContext itself = serve("localhost");
        assertEquals(204, ask(itself.getSocketFactory()));
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        serve("localhost");
        IOException failure =
                assertThrows(IOException.class, () -> ask((SSLSocketFactory) SSLSocketFactory.getDefault()));
        assertInstanceOf(SSLHandshakeException.class, failure.getCause(), failure::toString);
    }

    @Test
    void aTrustedCertificateOfAnotherServerIsRefused() throws Exception {
        SSLContext another = serve("another.example");
        IOException failure = assertThrows(IOException.class, () -> ask(another.getSocketFactory()));
        assertInstanceOf(SSLHandshakeException.class, failure.getCause(), failure::toString);
    }

    private int ask(SSLSocketFactory encryption) throws IOException {
        OutsideWorld world =
                new OutsideWorld(timer, InetAddress::getAllByName, address -> true, Duration.ofSeconds(60), encryption);
        URI address = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
        return world.ask(Outside.Request.get(address)).status();
    }

    /** @return a context that has that name's certificate, signed by itself, and trusts it */
    private SSLContext serve(String name) throws Exception {
        KeyStore keys = certificate(name);
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return context;
    }

    private KeyStore certificate(String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertEquals(0, keytool.waitFor(), said);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }
}
