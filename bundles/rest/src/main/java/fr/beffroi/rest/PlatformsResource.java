package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Platforms;
import fr.beffroi.api.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** The platforms that order by the Open Service Broker API. */
@Path("/platforms")
@Produces(MediaType.APPLICATION_JSON)
public final class PlatformsResource {
    private final Platforms platforms;

    PlatformsResource(Platforms platforms) {
        this.platforms = platforms;
    }

    /** Those that files have declared, by name. */
    @GET
    public PlatformList list(@Context HttpServletRequest request) {
        Callers.of(request).require(Role.STAFF, Role.AUDITOR);
        return new PlatformList(platforms.all().stream().map(PlatformView::of).toList());
    }

    /** A new password, told once. */
    @POST
    @Path("/{name}/password")
    public Response renewPassword(@Context HttpServletRequest request, @PathParam("name") String name) {
        return LogIn.told(name, platforms.renewPassword(Callers.of(request), name));
    }

    /** Takes its log-in away. */
    @DELETE
    @Path("/{name}")
    public void withdraw(@Context HttpServletRequest request, @PathParam("name") String name) {
        platforms.withdraw(Callers.of(request), name);
    }

    record PlatformList(List<PlatformView> platforms) {}

    /** @param communes INSEE codes; empty when it acts for all */
    record PlatformView(String name, String title, Optional<List<String>> communes) {
        static PlatformView of(Platform platform) {
            return new PlatformView(
                    platform.name(),
                    platform.title(),
                    platform.communes()
                            .map(communes ->
                                    communes.stream().map(Insee::code).sorted().toList()));
        }
    }
}
