package fr.beffroi.bench;

import com.unboundid.ldap.listener.LDAPListener;
import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.listener.LDAPListenerConfig;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.listener.ProxyRequestHandler;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.GenericResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands between a house and its directory, passes everything on and writes down what is asked, so that a bare loop can ask the very
 * same. Safe for use by many threads.
 */
final class LdapRecorder extends LDAPListenerRequestHandler implements AutoCloseable {
    private final LDAPListenerRequestHandler behind;
    private final List<LdapScript.Asked> asked;
    private LDAPListener listener;

    private LdapRecorder(LDAPListenerRequestHandler behind, List<LdapScript.Asked> asked) {
        this.behind = behind;
        this.asked = asked;
    }

    static LdapRecorder start(Slapd slapd) throws Exception {
        ProxyRequestHandler proxy = new ProxyRequestHandler(new SingleServerSet("127.0.0.1", slapd.port()));
        LdapRecorder recorder = new LdapRecorder(proxy, new ArrayList<>());
        LDAPListenerConfig settings = new LDAPListenerConfig(0, recorder);
        settings.setListenAddress(InetAddress.getLoopbackAddress());
        recorder.listener = new LDAPListener(settings);
        recorder.listener.startListening();
        return recorder;
    }

    int port() {
        return listener.getListenPort();
    }

    /** What was asked about one commune, in that order. */
    LdapScript about(String insee) {
        synchronized (asked) {
            return LdapScript.about(insee, asked);
        }
    }

    private LDAPMessage written(LDAPRequest request, LDAPMessage answer) {
        int code = ((GenericResponseProtocolOp) answer.getProtocolOp()).getResultCode();
        synchronized (asked) {
            asked.add(new LdapScript.Asked(request, code));
        }
        return answer;
    }

    @Override
    public LDAPListenerRequestHandler newInstance(LDAPListenerClientConnection connection) throws LDAPException {
        return new LdapRecorder(behind.newInstance(connection), asked);
    }

    @Override
    public void closeInstance() {
        behind.closeInstance();
    }

    @Override
    public LDAPMessage processAddRequest(int id, AddRequestProtocolOp request, List<Control> controls) {
        return written(request.toAddRequest(), behind.processAddRequest(id, request, controls));
    }

    @Override
    public LDAPMessage processModifyRequest(int id, ModifyRequestProtocolOp request, List<Control> controls) {
        return written(request.toModifyRequest(), behind.processModifyRequest(id, request, controls));
    }

    @Override
    public LDAPMessage processDeleteRequest(int id, DeleteRequestProtocolOp request, List<Control> controls) {
        return written(request.toDeleteRequest(), behind.processDeleteRequest(id, request, controls));
    }

    @Override
    public LDAPMessage processSearchRequest(int id, SearchRequestProtocolOp request, List<Control> controls) {
        return written(request.toSearchRequest(), behind.processSearchRequest(id, request, controls));
    }

    @Override
    public LDAPMessage processBindRequest(int id, BindRequestProtocolOp request, List<Control> controls) {
        return behind.processBindRequest(id, request, controls);
    }

    @Override
    public LDAPMessage processCompareRequest(int id, CompareRequestProtocolOp request, List<Control> controls) {
        return behind.processCompareRequest(id, request, controls);
    }

    @Override
    public LDAPMessage processExtendedRequest(int id, ExtendedRequestProtocolOp request, List<Control> controls) {
        return behind.processExtendedRequest(id, request, controls);
    }

    @Override
    public LDAPMessage processModifyDNRequest(int id, ModifyDNRequestProtocolOp request, List<Control> controls) {
        return behind.processModifyDNRequest(id, request, controls);
    }

    @Override
    public void close() {
        listener.shutDown(true);
    }
}
