package fr.beffroi.osb;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import java.util.regex.Pattern;

/** Lets in who may use this API and speaks a version of it that is understood here, before anything else is looked at. */
@PreMatching
final class Gate implements ContainerRequestFilter {
    private static final String VERSION = "X-Broker-API-Version";
    private static final Pattern UNDERSTOOD = Pattern.compile("2\\.\\d{1,9}");

    /** Stands for the request of the calling thread. */
    @Context
    private HttpServletRequest request;

    @Override
    public void filter(ContainerRequestContext context) {
        String version = context.getHeaderString(VERSION);
        if (version == null || !UNDERSTOOD.matcher(version.strip()).matches()) {
            throw new UnknownVersion(
                    version == null
                            ? "The header " + VERSION + " is missing: this broker speaks version 2, up to 2.17."
                            : "This broker speaks version 2, up to 2.17, not \"" + version + "\".");
        }
        Callers.of(request).require(Role.PLATFORM, Role.STAFF);
        if (request.getAttribute(UnreadableQuery.ATTRIBUTE) instanceof Refusal malformed) {
            throw malformed;
        }
        // Also where nobody is interested in it, so that a mistake is found at the first request.
        OriginatingIdentity.read(context.getHeaderString(OriginatingIdentity.HEADER));
    }

    /** OSB 2.17, API version header. */
    static final class UnknownVersion extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownVersion(String sentence) {
            super(sentence);
        }
    }
}
