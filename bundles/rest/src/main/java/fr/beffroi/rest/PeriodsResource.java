package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.costs.Statement;
import fr.beffroi.costs.Statements;
import fr.beffroi.metering.Metering;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/** Months, closed one by one. */
@Path("/periods")
@Produces(MediaType.APPLICATION_JSON)
public final class PeriodsResource {
    private final Statements statements;
    private final Metering metering;

    PeriodsResource(Statements statements, Metering metering) {
        this.statements = statements;
        this.metering = metering;
    }

    /** The closed periods, in order. */
    @GET
    public Periods list(@Context HttpServletRequest request) {
        Asked.requireLogIn(Callers.of(request));
        return new Periods(
                statements.closedPeriods().stream().map(YearMonth::toString).toList());
    }

    /** Closes a month and issues its statements. */
    @POST
    @Path("/{period}/closing")
    public Issued close(@Context HttpServletRequest request, @PathParam("period") String month) {
        return Issued.of(statements.close(Callers.of(request), Scalars.month(month)));
    }

    /** The statements of a closed period that the actor may read. */
    @GET
    @Path("/{period}/statements")
    public Issued statements(@Context HttpServletRequest request, @PathParam("period") String month) {
        Actor actor = Callers.of(request);
        Asked.requireLogIn(actor);
        return Issued.of(statements.ofPeriod(actor, closed(month)));
    }

    /** Recomputes every share of every statement, and every seal from its readings. */
    @GET
    @Path("/{period}/verification")
    public Verification verify(@Context HttpServletRequest request, @PathParam("period") String month) {
        Actor actor = Callers.of(request);
        actor.require(Role.STAFF, Role.AUDITOR);
        List<Statement> issued = statements.ofPeriod(actor, closed(month));
        List<String> findings = new ArrayList<>(statements.verify());
        findings.addAll(metering.verify());
        return new Verification(
                month,
                findings.isEmpty(),
                issued.size(),
                issued.stream().mapToLong(Statement::totalCents).sum(),
                findings);
    }

    private YearMonth closed(String month) {
        YearMonth period = Scalars.month(month);
        if (!statements.closedPeriods().contains(period)) {
            throw new Refusal(Reason.NOT_FOUND, "The period " + period + " isn't closed, so it has no statements.");
        }
        return period;
    }

    record Periods(List<String> periods) {}

    record Issued(List<StatementView> statements, long totalCents) {
        static Issued of(List<Statement> statements) {
            return new Issued(
                    statements.stream().map(StatementView::of).toList(),
                    statements.stream().mapToLong(Statement::totalCents).sum());
        }
    }

    /**
     * What a check found.
     *
     * @param whole whether nothing was found
     * @param findings a sentence for each thing that is wrong, in whatever period
     */
    record Verification(String period, boolean whole, int statements, long totalCents, List<String> findings) {}
}
