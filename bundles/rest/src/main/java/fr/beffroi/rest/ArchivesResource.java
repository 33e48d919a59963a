package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Archives;
import fr.beffroi.api.Insee;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** The reversibility archives of a commune. */
@Path("/tenants/{insee}/archives")
public final class ArchivesResource {
    private static final String ZIP = "application/zip";

    private final Archives archives;

    ArchivesResource(Archives archives) {
        this.archives = archives;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Kept list(@Context HttpServletRequest request, @PathParam("insee") String code) {
        return new Kept(archives.of(Callers.of(request), new Insee(code)));
    }

    /** The archive itself. */
    @GET
    @Path("/{file}")
    @Produces({ZIP, MediaType.APPLICATION_JSON})
    public Response one(
            @Context HttpServletRequest request, @PathParam("insee") String code, @PathParam("file") String file) {
        return Response.ok(archives.open(Callers.of(request), new Insee(code), file), ZIP)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + file.replaceAll("[^A-Za-z0-9._-]", "_") + "\"")
                .build();
    }

    record Kept(List<Archives.Archive> archives) {}
}
