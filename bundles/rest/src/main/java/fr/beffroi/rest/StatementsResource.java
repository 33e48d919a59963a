package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.costs.Statement;
import fr.beffroi.costs.StatementTable;
import fr.beffroi.costs.Statements;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.Map;

/** One commune's statement for one period: as JSON, as a table, and as the very document that was issued. */
@Path("/tenants/{insee}/statements/{period}")
public final class StatementsResource {
    static final String CSV = "text/csv";
    private static final Map<String, String> FORMATS = Map.of("json", MediaType.APPLICATION_JSON, "csv", CSV);

    private final Statements statements;

    StatementsResource(Statements statements) {
        this.statements = statements;
    }

    /**
     * As JSON or as a table.
     *
     * @param format wins over what the client accepts
     */
    @GET
    @Produces({MediaType.APPLICATION_JSON, CSV})
    public Response one(
            @Context HttpServletRequest request,
            @Context HttpHeaders headers,
            @PathParam("insee") String code,
            @PathParam("period") String month,
            @QueryParam("format") String format) {
        Actor actor = Callers.of(request);
        Asked.requireLogIn(actor);
        Insee insee = new Insee(code);
        YearMonth period = Scalars.month(month);
        String type = format != null ? Scalars.oneOf(FORMATS).apply(format) : preferred(headers);
        Statement statement = statements.find(actor, insee, period).orElseThrow(() -> none(insee, period));
        if (type.equals(CSV)) {
            return Response.ok(StatementTable.of(statement), CSV + ";charset=UTF-8")
                    .header(
                            HttpHeaders.CONTENT_DISPOSITION,
                            "attachment; filename=\"etat-" + insee + "-" + period + ".csv\"")
                    .build();
        }
        return Response.ok(StatementView.of(statement), MediaType.APPLICATION_JSON)
                .build();
    }

    /** The document that was issued, to the byte: its SHA-256 stands in the journal. */
    @GET
    @Path("/document")
    @Produces(MediaType.APPLICATION_JSON)
    public byte[] document(
            @Context HttpServletRequest request, @PathParam("insee") String code, @PathParam("period") String month) {
        Actor actor = Callers.of(request);
        Asked.requireLogIn(actor);
        Insee insee = new Insee(code);
        YearMonth period = Scalars.month(month);
        return statements
                .document(actor, insee, period)
                .orElseThrow(() -> none(insee, period))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Refusal none(Insee insee, YearMonth period) {
        return new Refusal(
                Reason.NOT_FOUND,
                "There is no statement of " + insee + " for " + period
                        + ", or none that you may read; a statement is issued when its period is closed.");
    }

    private static String preferred(HttpHeaders headers) {
        return headers.getAcceptableMediaTypes().stream()
                .filter(accepted -> accepted.isCompatible(MediaType.APPLICATION_JSON_TYPE)
                        || accepted.isCompatible(MediaType.valueOf(CSV)))
                .findFirst()
                .filter(accepted -> !accepted.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                .map(accepted -> CSV)
                .orElse(MediaType.APPLICATION_JSON);
    }
}
