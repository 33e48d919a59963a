package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;

/** The OpenAPI 3.1 document of this API. */
@Path("/openapi.json")
@Produces(MediaType.APPLICATION_JSON)
public final class OpenApiResource {
    @GET
    public InputStream read(@Context HttpServletRequest request) {
        Asked.requireLogIn(Callers.of(request));
        return document();
    }

    static InputStream document() {
        return OpenApiResource.class.getResourceAsStream("openapi.json");
    }
}
