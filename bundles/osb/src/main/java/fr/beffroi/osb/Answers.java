package fr.beffroi.osb;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What each failure is answered with: the one place where reasons become statuses (OSB 2.17, service broker errors). */
final class Answers implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    /** Seconds after which something that didn't answer may be asked again. */
    private static final int SECONDS_TO_NEXT_TRY = 5;

    /**
     * A row of the table.
     *
     * @param error the word programs recognise it by; four of them are prescribed, the others are ours
     */
    private record Row(int status, String error) {}

    private static Row row(Reason reason) {
        return switch (reason) {
            case UNAUTHENTICATED -> new Row(401, "Unauthenticated");
            case FORBIDDEN -> new Row(403, "Forbidden");
            case NOT_FOUND -> new Row(404, "NotFound");
            case GONE -> new Row(410, "Gone");
            case INVALID -> new Row(400, "BadRequest");
            case CONFLICT -> new Row(409, "Conflict");
            case CONCURRENT -> new Row(422, "ConcurrencyError");
            case ASYNC_REQUIRED -> new Row(422, "AsyncRequired");
            case NOT_ELIGIBLE -> new Row(422, "NotEligible");
            case UNAVAILABLE -> new Row(503, "Unavailable");
            case STORAGE_FULL -> new Row(507, "StorageFull");
        };
    }

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return refused(refusal);
        }
        if (failure instanceof Gate.UnknownVersion) {
            return answer(new Row(412, "VersionNotSupported"), failure.getMessage());
        }
        if (failure instanceof MaintenanceInfoConflict) {
            return answer(new Row(422, "MaintenanceInfoConflict"), failure.getMessage());
        }
        if (failure instanceof Json.TooLarge) {
            return answer(new Row(413, "TooLarge"), "The body is larger than " + Json.MOST + " bytes.");
        }
        if (failure instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
            // From JAX-RS itself: no such address, no such verb there.
            return answer(
                    new Row(web.getResponse().getStatus(), "NoSuchEndpoint"),
                    "This broker has no such endpoint: "
                            + web.getResponse().getStatusInfo().getReasonPhrase() + ".");
        }
        LOG.error("A request of the broker API failed.", failure);
        return answer(
                new Row(500, "InternalError"), "Something went wrong here; operations find the reason in the log.");
    }

    private static Response refused(Refusal refusal) {
        if (refusal.reason() == Reason.GONE) {
            // The one failure whose body is prescribed, and empty.
            return Response.status(row(Reason.GONE).status)
                    .type(MediaType.APPLICATION_JSON)
                    .entity(Map.of())
                    .build();
        }
        if (refusal.reason() == Reason.UNAVAILABLE || refusal.reason() == Reason.STORAGE_FULL) {
            LOG.warn("A request of the broker API could not be served: {}", refusal.getMessage());
        }
        return answer(row(refusal.reason()), refusal.getMessage());
    }

    private static Response answer(Row row, String sentence) {
        Response.ResponseBuilder answer =
                Response.status(row.status).type(MediaType.APPLICATION_JSON).entity(new Failure(row.error, sentence));
        if (row.status == Response.Status.SERVICE_UNAVAILABLE.getStatusCode()) {
            answer.header(HttpHeaders.RETRY_AFTER, SECONDS_TO_NEXT_TRY);
        }
        return answer.build();
    }

    /** OSB 2.17, service broker errors. */
    private record Failure(String error, String description) {}

    /** The order names another version than the catalogue has for the plan (OSB 2.17, maintenance info object). */
    static final class MaintenanceInfoConflict extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** @param offered the version that the catalogue has for the plan; empty when it has none */
        MaintenanceInfoConflict(Optional<String> offered) {
            super(offered.map(version -> "The catalogue has this plan in the maintenance_info version " + version
                            + ": read the catalogue again, then ask for that version.")
                    .orElse("This plan has no maintenance_info version: leave it out."));
        }
    }
}
