package fr.beffroi.osb;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;

/** The endpoints of OSB 2.17, all of them. Which instance and binding an address means is for {@link Call} to read. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class Routes {
    private static final String INSTANCE = "service_instances/{instance}";
    private static final String BINDING = INSTANCE + "/service_bindings/{binding}";
    private static final String LAST_OPERATION = "/last_operation";

    private final Catalog catalog;
    private final ServiceInstances instances;
    private final InstanceUpdates updates;
    private final ServiceBindings bindings;
    private final LastOperations lastOperations;

    /** Stand for the request of the calling thread. */
    @Context
    private HttpServletRequest request;

    @Context
    private UriInfo uri;

    Routes(
            Catalog catalog,
            ServiceInstances instances,
            InstanceUpdates updates,
            ServiceBindings bindings,
            LastOperations lastOperations) {
        this.catalog = catalog;
        this.instances = instances;
        this.updates = updates;
        this.bindings = bindings;
        this.lastOperations = lastOperations;
    }

    @GET
    @Path("catalog")
    public Response catalog() throws IOException {
        return catalog.read(Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH)));
    }

    @PUT
    @Path(INSTANCE)
    public Response provision(InputStream body) throws IOException {
        return instances.provision(call(body));
    }

    @GET
    @Path(INSTANCE)
    public Response fetchInstance() {
        return instances.fetch(call());
    }

    @PATCH
    @Path(INSTANCE)
    public Response update(InputStream body) throws IOException {
        return updates.update(call(body));
    }

    @DELETE
    @Path(INSTANCE)
    public Response deprovision() {
        return instances.deprovision(call());
    }

    @GET
    @Path(INSTANCE + LAST_OPERATION)
    public Response lastOperationOfInstance() {
        return lastOperations.ofInstance(call());
    }

    @PUT
    @Path(BINDING)
    public Response bind(InputStream body) throws IOException {
        return bindings.bind(call(body));
    }

    @GET
    @Path(BINDING)
    public Response fetchBinding() {
        return bindings.fetch(call());
    }

    @DELETE
    @Path(BINDING)
    public Response unbind() {
        return bindings.unbind(call());
    }

    @GET
    @Path(BINDING + LAST_OPERATION)
    public Response lastOperationOfBinding() {
        return lastOperations.ofBinding(call());
    }

    private Call call() {
        return call(InputStream.nullInputStream());
    }

    private Call call(InputStream body) {
        return new Call(request, uri, body);
    }
}
