package fr.beffroi.osb;

import fr.beffroi.api.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request without its query string, which is malformed. CXF would stumble over it before anybody could be asked who is calling, and
 * call that a fault of this house.
 */
final class UnreadableQuery extends HttpServletRequestWrapper {
    /** Under this name it says what is wrong. */
    static final String ATTRIBUTE = UnreadableQuery.class.getName();

    private UnreadableQuery(HttpServletRequest request) {
        super(request);
    }

    /** The request itself when its query can be read, or has none. */
    static HttpServletRequest hidden(HttpServletRequest request) {
        try {
            if (request.getQueryString() != null) {
                PercentEncoding.decode(request.getQueryString());
            }
            return request;
        } catch (Refusal malformed) {
            request.setAttribute(ATTRIBUTE, malformed);
            return new UnreadableQuery(request);
        }
    }

    @Override
    public String getQueryString() {
        return null;
    }
}
