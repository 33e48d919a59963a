package fr.beffroi.rest;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Declarations;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the house agree with an intercommunality's folder. */
@Path("/declaration")
@Produces(MediaType.APPLICATION_JSON)
public final class DeclarationResource {
    private final Declarations declarations;

    DeclarationResource(Declarations declarations) {
        this.declarations = declarations;
    }

    /**
     * Applies the files, all of them or none.
     *
     * @param plan whether to tell only what would change
     * @param body {@code {"files": {"communes/30189.yaml": "insee: …"}}}
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Applied apply(
            @Context HttpServletRequest request,
            @QueryParam("plan") @DefaultValue("false") String plan,
            InputStream body)
            throws IOException {
        Actor actor = Callers.of(request);
        actor.require(Role.STAFF);
        boolean planOnly = Scalars.yesOrNo(plan);
        return new Applied(declarations.apply(actor, FolderReader.read(files(Json.object(body))), planOnly), !planOnly);
    }

    private static Map<String, String> files(JsonNode body) {
        JsonNode given = body.path("files");
        if (!given.isObject()) {
            throw Refusal.invalid("The body has to hold the files: {\"files\": {\"intercommunality.yaml\": \"…\"}}.");
        }
        Map<String, String> files = new LinkedHashMap<>();
        given.properties().forEach(file -> {
            if (!file.getValue().isTextual()) {
                throw Refusal.invalid("The file " + file.getKey() + " has to be given as a string, its text.");
            }
            files.put(file.getKey(), file.getValue().textValue());
        });
        return files;
    }

    /**
     * What a declaration changed, or would change.
     *
     * @param changes one sentence a change; empty when the house agrees already
     * @param applied false for a plan
     */
    record Applied(List<String> changes, boolean applied) {}
}
