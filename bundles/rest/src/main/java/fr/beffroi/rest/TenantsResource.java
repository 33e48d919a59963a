package fr.beffroi.rest;

import fr.beffroi.access.Callers;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The communes of the house. */
@Path("/tenants")
@Produces(MediaType.APPLICATION_JSON)
public final class TenantsResource {
    private final Communes communes;
    private final Broker broker;

    TenantsResource(Communes communes, Broker broker) {
        this.communes = communes;
        this.broker = broker;
    }

    /** Every commune that the actor may read. */
    @GET
    public Tenants list(@Context HttpServletRequest request) {
        Actor actor = Callers.of(request);
        Asked.requireLogIn(actor);
        return new Tenants(communes.all().stream()
                .filter(commune -> actor.mayRead(commune.insee()))
                .map(Tenant::of)
                .toList());
    }

    @GET
    @Path("/{insee}")
    public Tenant one(@Context HttpServletRequest request, @PathParam("insee") String code) {
        Insee insee = new Insee(code);
        return Tenant.of(known(Callers.of(request), insee));
    }

    /** The people of a commune, for operations and its own contact: this is personal data. */
    @GET
    @Path("/{insee}/accounts")
    public Accounts accounts(@Context HttpServletRequest request, @PathParam("insee") String code) {
        Actor actor = Callers.of(request);
        Insee insee = new Insee(code);
        actor.require(Role.STAFF, Role.CONTACT);
        known(actor, insee);
        return new Accounts(communes.accounts(insee).stream()
                .map(account -> new Account(
                        account.uid(), account.login(), account.name(), account.mail(), Json.word(account.role())))
                .toList());
    }

    /** A new password, told once. */
    @POST
    @Path("/{insee}/accounts/{uid}/password")
    public Response renewPassword(
            @Context HttpServletRequest request, @PathParam("insee") String code, @PathParam("uid") String uid) {
        Insee insee = new Insee(code);
        return LogIn.told(uid + "@" + insee, communes.renewPassword(Callers.of(request), insee, uid));
    }

    /**
     * The commune leaves the house.
     *
     * @param notice whether each subscription goes on until its offering's notice has passed
     */
    @POST
    @Path("/{insee}/departure")
    public Response leave(
            @Context HttpServletRequest request,
            @PathParam("insee") String code,
            @QueryParam("notice") @DefaultValue("false") String notice) {
        boolean withNotice = Scalars.yesOrNo(notice);
        return Response.accepted(
                        new Departure(operations(broker.leave(Callers.of(request), new Insee(code), withNotice))))
                .build();
    }

    /** The convention that stands now. */
    @GET
    @Path("/{insee}/convention")
    public ConventionView convention(@Context HttpServletRequest request, @PathParam("insee") String code) {
        Actor actor = Callers.of(request);
        Insee insee = new Insee(code);
        known(actor, insee);
        return broker.convention(actor, insee)
                .map(ConventionView::of)
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND,
                        "The commune " + insee + " has no convention; nothing that is paid is made for it."));
    }

    /** Records a convention, or the one that takes the place of another. */
    @PUT
    @Path("/{insee}/convention")
    @Consumes(MediaType.APPLICATION_JSON)
    public Recorded recordConvention(
            @Context HttpServletRequest request, @PathParam("insee") String code, InputStream body) throws IOException {
        Actor actor = Callers.of(request);
        actor.require(Role.STAFF);
        Insee insee = new Insee(code);
        known(actor, insee);
        Convention convention = ConventionView.read(insee, Json.object(body));
        return new Recorded(ConventionView.of(convention), operations(broker.recordConvention(actor, convention)));
    }

    private static List<OperationView> operations(List<Broker.Receipt> receipts) {
        return receipts.stream()
                .map(receipt -> OperationView.of(receipt.operation()))
                .toList();
    }

    /** The commune; a person of another one is told no more than that there is none. */
    private Commune known(Actor actor, Insee insee) {
        Asked.requireLogIn(actor);
        return communes.find(insee)
                .filter(commune -> actor.mayRead(insee))
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND,
                        "There is no commune " + insee + " in this house, or none that you may know of."));
    }

    record Tenants(List<Tenant> tenants) {}

    record Tenant(String insee, String siren, String name, int population, List<String> postalCodes) {
        static Tenant of(Commune commune) {
            return new Tenant(
                    commune.insee().code(),
                    commune.siren().number(),
                    commune.name(),
                    commune.population(),
                    commune.postalCodes());
        }
    }

    record Accounts(List<Account> accounts) {}

    record Account(String uid, String login, String name, String mail, String role) {}

    record Departure(List<OperationView> operations) {}

    /** @param operations the subscriptions that only waited for it and are made from now on */
    record Recorded(ConventionView convention, List<OperationView> operations) {}
}
