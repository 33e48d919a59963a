package fr.beffroi.tenancy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedServerTest {
    private static final String ZOE = "uid=zoe,dc=beffroi,dc=example";

    private EmbeddedServer server;

    @BeforeEach
    void start() throws Exception {
        server = new EmbeddedServer(new DN("dc=beffroi,dc=example"), 10, 0);
        server.house()
                .add(
                        "dn: dc=beffroi,dc=example",
                        "objectClass: organization",
                        "objectClass: dcObject",
                        "o: Beffroi",
                        "dc: beffroi");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void itListensOnNoPort() {
        assertEquals(-1, ((InMemoryDirectoryServer) server.house()).getListenPort());
    }

    @Test
    void itIsReachedOnTheLoopbackInterfaceWhereAPortIsGiven() throws Exception {
        assertEquals(Optional.empty(), server.address());
        int port = OpenLdap.freePort();
        try (EmbeddedServer open = new EmbeddedServer(new DN("dc=beffroi,dc=example"), 10, port)) {
            assertEquals(Optional.of("ldap://127.0.0.1:" + port), open.address());
        }
    }

    @Test
    void aPortThatCannotBeHadIsSaidSo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int port : new int[] {taken.getLocalPort(), 65_536, -1}) {
                IllegalArgumentException e = assertThrows(
                        IllegalArgumentException.class,
                        () -> new EmbeddedServer(new DN("dc=beffroi,dc=example"), 10, port));

                assertEquals(
                        "BEFFROI_LDAP_EMBEDDED_PORT is " + port + ", where the embedded directory can't listen: a free"
                                + " port from 1024 to 65535 is expected, or 0 for none.",
                        e.getMessage());
            }
        }
    }

    @Test
    void itHoldsToTheSchema() {
        LDAPException e = assertThrows(
                LDAPException.class,
                () -> server.house().add("dn: " + ZOE, "objectClass: inetOrgPerson", "uid: zoe", "cn: Zoé"));

        assertEquals(ResultCode.OBJECT_CLASS_VIOLATION, e.getResultCode());
    }

    @Test
    void aHashIsTakenAsItIsAndAPasswordInClearIsHashed() throws Exception {
        String hash = PasswordHash.of("clé", 10);
        add("userPassword: " + hash);
        assertEquals(hash, server.house().getEntry(ZOE).getAttributeValue("userPassword"));
        assertTrue(server.accepts(new DN(ZOE), "clé"));
        ((InMemoryDirectoryServer) server.house()).bind(ZOE, "clé");

        server.house().modify("dn: " + ZOE, "changetype: modify", "replace: userPassword", "userPassword: plain");
        assertTrue(PasswordHash.matches("plain", server.house().getEntry(ZOE).getAttributeValue("userPassword")));
        assertTrue(server.accepts(new DN(ZOE), "plain"));
        assertFalse(server.accepts(new DN(ZOE), "clé"));
    }

    @Test
    void aBrokenHashIsRefused() {
        assertThrows(LDAPException.class, () -> add("userPassword: " + PasswordHash.SCHEME + "nonsense"));
    }

    @Test
    void whereThereIsNoPasswordNoneIsRight() throws Exception {
        add("description: nobody");

        assertFalse(server.accepts(new DN(ZOE), "anything"));
        assertFalse(server.accepts(new DN("uid=nobody,dc=beffroi,dc=example"), "anything"));
    }

    private void add(String line) throws Exception {
        server.house().add("dn: " + ZOE, "objectClass: inetOrgPerson", "uid: zoe", "cn: Zoé", "sn: Zoé", line);
    }
}
