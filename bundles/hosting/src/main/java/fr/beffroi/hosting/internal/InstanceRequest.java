package fr.beffroi.hosting.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Role;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A request as its instance sees it: the instance's address is the context path, the caller is who they are <em>for this
 * commune</em>, and neither credentials nor cookies are there, since those belong to the house and not to the instance. There are no
 * sessions: an instance that wants to remember something has its database.
 */
final class InstanceRequest extends HttpServletRequestWrapper {
    private static final Set<String> HIDDEN = Set.of("authorization", "proxy-authorization", "cookie");

    private final Address address;
    private final String pathInfo;
    private final Actor guest;

    /** @param rest the raw path inside the instance, with its leading slash */
    InstanceRequest(HttpServletRequest request, Address address, String rest, Actor guest) {
        super(request);
        this.address = address;
        this.pathInfo = URLDecoder.decode(rest.replace("+", "%2B"), StandardCharsets.UTF_8);
        this.guest = guest;
    }

    @Override
    public String getContextPath() {
        return super.getContextPath() + address.path();
    }

    @Override
    public String getServletPath() {
        return "";
    }

    @Override
    public String getPathInfo() {
        return pathInfo;
    }

    @Override
    public String getPathTranslated() {
        return null;
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
        throw new UnsupportedOperationException("The mapping is the house's.");
    }

    @Override
    public Principal getUserPrincipal() {
        return guest.role() == Role.VISITOR ? null : super.getUserPrincipal();
    }

    @Override
    public String getRemoteUser() {
        return guest.role() == Role.VISITOR ? null : super.getRemoteUser();
    }

    /** Roles are the names of {@link Role} in lower case: {@code contact}, {@code agent}, {@code program}, {@code staff}. */
    @Override
    public boolean isUserInRole(String role) {
        return guest.role() != Role.VISITOR
                && guest.role().name().toLowerCase(Locale.ROOT).equals(role);
    }

    @Override
    public Object getAttribute(String name) {
        return Actor.class.getName().equals(name) ? guest : super.getAttribute(name);
    }

    @Override
    public String getHeader(String name) {
        return hidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return hidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = Collections.list(super.getHeaderNames());
        names.removeIf(InstanceRequest::hidden);
        return Collections.enumeration(names);
    }

    @Override
    public Cookie[] getCookies() {
        return null;
    }

    @Override
    public HttpSession getSession() {
        return getSession(true);
    }

    @Override
    public HttpSession getSession(boolean create) {
        if (create) {
            throw new IllegalStateException("A hosted service has no sessions; keep what you need in its database.");
        }
        return null;
    }

    @Override
    public String changeSessionId() {
        throw new IllegalStateException("A hosted service has no sessions.");
    }

    @Override
    public String getRequestedSessionId() {
        return null;
    }

    @Override
    public boolean isRequestedSessionIdValid() {
        return false;
    }

    @Override
    public boolean authenticate(HttpServletResponse response) {
        throw new IllegalStateException("The house logs people in, not the instance.");
    }

    @Override
    public void login(String username, String password) {
        throw new IllegalStateException("The house logs people in, not the instance.");
    }

    @Override
    public void logout() {
        throw new IllegalStateException("The house logs people out, not the instance.");
    }

    /** An instance's places are counted by the calls that are inside, so none may go on elsewhere. */
    @Override
    public boolean isAsyncSupported() {
        return false;
    }

    @Override
    public AsyncContext startAsync() {
        throw new IllegalStateException("A hosted service answers within the call.");
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return startAsync();
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> handler) {
        throw new IllegalStateException("A hosted service answers within the call.");
    }

    /** Nothing outside the instance can be reached from inside. */
    @Override
    public RequestDispatcher getRequestDispatcher(String path) {
        return null;
    }

    private static boolean hidden(String header) {
        return HIDDEN.contains(header.toLowerCase(Locale.ROOT));
    }
}
