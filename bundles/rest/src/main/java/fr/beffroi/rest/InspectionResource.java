package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Inspection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Whether what stands in directory, data store and hosting is what the journal says (<i>écarts</i>). */
@Path("/drift")
@Produces(MediaType.APPLICATION_JSON)
public final class InspectionResource {
    private final Inspection inspection;

    InspectionResource(Inspection inspection) {
        this.inspection = inspection;
    }

    /** Looks at every target, now. */
    @GET
    public Drift inspect(@Context HttpServletRequest request) {
        return Drift.of(inspection.inspect(Callers.of(request)));
    }

    /** Makes what is missing and takes away what is too many; never data of a commune. */
    @POST
    @Path("/repair")
    public Drift repair(@Context HttpServletRequest request) {
        return Drift.of(inspection.repair(Callers.of(request)));
    }

    /**
     * What was found; after a repair: what is left.
     *
     * @param agrees whether nothing was found and every target answered
     * @param unreachable targets that didn't answer, with the reason
     */
    record Drift(boolean agrees, List<Finding> findings, List<String> unreachable) {
        static Drift of(Inspection.Report report) {
            return new Drift(
                    report.findings().isEmpty() && report.unreachable().isEmpty(),
                    report.findings().stream().map(Finding::of).toList(),
                    report.unreachable());
        }
    }

    record Finding(String target, String what, String kind, String sentence) {
        static Finding of(Inspection.Finding finding) {
            return new Finding(finding.target(), finding.what(), Json.word(finding.kind()), finding.sentence());
        }
    }
}
