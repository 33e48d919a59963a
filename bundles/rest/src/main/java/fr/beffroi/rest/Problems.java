package fr.beffroi.rest;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What each failure is answered with (RFC 9457): the one place where reasons become statuses. */
final class Problems implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String MEDIA_TYPE = "application/problem+json";
    private static final String RETRY_AFTER = "Retry-After";
    private static final int RETRY_SECONDS = 5;

    /** Stands for the request of the calling thread. */
    @Context
    private HttpServletRequest request;

    /** A row of the table. */
    private record Row(int status, String title) {}

    private static Row row(Reason reason) {
        return switch (reason) {
            case UNAUTHENTICATED -> new Row(401, "Log in first");
            case FORBIDDEN -> new Row(403, "Not allowed");
            case NOT_FOUND -> new Row(404, "Not found");
            case GONE -> new Row(410, "Gone");
            case INVALID -> new Row(400, "The request is wrong");
            case CONFLICT -> new Row(409, "Taken by something else");
            case CONCURRENT -> new Row(409, "Being worked on");
            case ASYNC_REQUIRED -> new Row(422, "Takes time");
            case NOT_ELIGIBLE -> new Row(422, "Against a rule");
            case UNAVAILABLE -> new Row(503, "Not available now");
            case STORAGE_FULL -> new Row(507, "The disk is full");
        };
    }

    @Override
    public Response toResponse(Throwable failure) {
        Problem problem = problem(failure, request);
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(MEDIA_TYPE).entity(problem);
        return (problem.mayPass() ? answer.header(RETRY_AFTER, RETRY_SECONDS) : answer).build();
    }

    /** The same answer without JAX-RS. */
    static void send(Throwable failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Problem problem = problem(failure, request);
        response.setStatus(problem.status());
        response.setContentType(MEDIA_TYPE);
        if (problem.mayPass()) {
            response.setIntHeader(RETRY_AFTER, RETRY_SECONDS);
        }
        Json.MAPPER.writeValue(response.getOutputStream(), problem);
    }

    private static Problem problem(Throwable failure, HttpServletRequest request) {
        if (failure instanceof Refusal refusal) {
            if (refusal.reason() == Reason.UNAVAILABLE || refusal.reason() == Reason.STORAGE_FULL) {
                LOG.warn("{} could not be served: {}", request.getRequestURI(), refusal.getMessage());
            }
            return problem(request, row(refusal.reason()), Json.word(refusal.reason()), refusal.getMessage(), null);
        }
        if (failure instanceof MistakenFolder folder) {
            return problem(request, row(Reason.INVALID), "mistaken-folder", folder.getMessage(), folder.mistakes());
        }
        if (failure instanceof Json.TooLarge) {
            return problem(
                    request,
                    new Row(413, "Too large"),
                    "too-large",
                    "The body is larger than " + Json.MOST + " bytes.",
                    null);
        }
        if (failure instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
            // From JAX-RS itself: no such address, no such verb there, no such media type.
            Response.StatusType status = web.getResponse().getStatusInfo();
            return problem(
                    request,
                    new Row(status.getStatusCode(), status.getReasonPhrase()),
                    "no-such-endpoint",
                    "This isn't offered here; /api/v1/openapi.json lists what is.",
                    null);
        }
        LOG.error("{} {} failed.", request.getMethod(), request.getRequestURI(), failure);
        return problem(
                request,
                new Row(500, "A fault of this house"),
                "internal-error",
                "Something went wrong here; operations find the reason in the log.",
                null);
    }

    private static Problem problem(
            HttpServletRequest request, Row row, String type, String detail, List<Mistake> mistakes) {
        return new Problem(
                "urn:beffroi:problem:" + type, row.title, row.status, detail, request.getRequestURI(), mistakes);
    }

    /**
     * RFC 9457, problem details object.
     *
     * @param mistakes of declared files; absent otherwise
     */
    record Problem(String type, String title, int status, String detail, String instance, List<Mistake> mistakes) {
        /** Whether the same request may be answered in a while. */
        boolean mayPass() {
            return status == 503;
        }
    }
}
