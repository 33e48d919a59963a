package fr.beffroi.broker;

import com.fasterxml.jackson.core.type.TypeReference;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Origin;
import fr.beffroi.journal.Journal;
import fr.beffroi.store.Store;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The register: the broker's tables, which {@link RegisterProjection} keeps, to be read, and the private ones beside the journal. A
 * question is asked within a transaction, so that a decision reads exactly what it decides about. Safe for use by many threads.
 */
@Component(service = Register.class)
public final class Register {
    private static final TypeReference<Offering> OFFERING = new TypeReference<>() {};

    /** A catalogue has some dozens; more are old versions that nobody asks for any more. */
    private static final int MOST_OFFERINGS = 1_000;

    private static final Map<String, Offering> OFFERINGS_BY_BODY = new ConcurrentHashMap<>();

    private static final String OPERATION = "o.id AS o_id, o.kind AS o_kind, o.state AS o_state,"
            + " o.description AS o_description, o.steps AS o_steps, o.standing AS o_standing,"
            + " o.leftovers AS o_leftovers, o.started_at AS o_started_at, o.ended_at AS o_ended_at, s.id AS s_id,"
            + " s.tenant AS s_tenant ";
    private static final String LIFE = "SELECT s.*, NULL AS b_id, c.content AS c_context, c.parameters AS c_parameters,"
            + " w.content AS w_context, w.parameters AS w_parameters, f.former AS former_plan, " + OPERATION
            + "FROM broker_subscription s JOIN broker_operation o ON o.id = s.operation"
            + " LEFT JOIN broker_content c ON c.operation = s.content"
            + " LEFT JOIN broker_content w ON w.operation = s.wanted"
            + " LEFT JOIN broker_former_plan f ON f.life = s.number ";
    private static final String BOND = "SELECT b.*, b.id AS b_id, s.offering AS s_offering, c.content AS c_context, "
            + OPERATION + "FROM broker_binding b JOIN broker_subscription s ON s.number = b.subscription"
            + " JOIN broker_operation o ON o.id = b.operation LEFT JOIN broker_content c ON c.operation = b.content ";

    private final Store store;
    private final Journal.Attachment attachment;
    private final Journal.Attachment meters;
    private final Journal.Attachment formerPlans;

    /** The projection has another name than the one that kept the tables of before, so it is told everything anew. */
    @Activate
    public Register(@Reference Store store, @Reference Journal journal) {
        this.store = store;
        store.migrate("broker", Register.class.getClassLoader());
        attachment = journal.attach("broker-2", new RegisterProjection());
        meters = journal.attach("broker-meters", new MeterRows());
        formerPlans = journal.attach("broker-former-plans", new FormerPlans());
    }

    @Deactivate
    public void close() {
        formerPlans.close();
        meters.close();
        attachment.close();
    }

    /** Asks outside a decision. */
    <R> R read(Function<Handle, R> question) {
        return store.read(question);
    }

    // The catalogue and the conventions

    /** The catalogue, by name. */
    List<Offering> offerings(Handle sql) {
        return sql.createQuery("SELECT body FROM broker_offering ORDER BY name")
                .map((row, context) -> offering(row.getString("body")))
                .list();
    }

    static Optional<Offering> offering(Handle sql, String id) {
        return sql.createQuery("SELECT body FROM broker_offering WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> offering(row.getString("body")))
                .findOne();
    }

    /** Every order and every reader asks for offerings, so the same text is read once. */
    private static Offering offering(String body) {
        if (OFFERINGS_BY_BODY.size() > MOST_OFFERINGS) {
            OFFERINGS_BY_BODY.clear();
        }
        return OFFERINGS_BY_BODY.computeIfAbsent(body, text -> Json.read(text, OFFERING));
    }

    Optional<Convention> convention(Handle sql, Insee commune) {
        return sql.createQuery("SELECT * FROM broker_convention WHERE commune = :commune")
                .bind("commune", commune.code())
                .map((row, context) -> new Convention(
                        new Insee(row.getString("commune")),
                        row.getString("number"),
                        LocalDate.parse(row.getString("signed_on")),
                        row.getString("deliberation"),
                        LocalDate.parse(row.getString("deliberated_on")),
                        row.getString("document_sha256")))
                .findOne();
    }

    // Subscriptions

    /** The newest life of an id. */
    Optional<Life> life(Handle sql, String id) {
        return lives(sql.createQuery(LIFE + "WHERE s.id = :id ORDER BY s.number DESC LIMIT 1")
                        .bind("id", id))
                .stream()
                .findFirst();
    }

    Optional<Life> life(Handle sql, long number) {
        return lives(sql.createQuery(LIFE + "WHERE s.number = :number").bind("number", number)).stream()
                .findFirst();
    }

    /** The life that a binding belongs to. */
    Optional<Life> lifeOf(Handle sql, Bond bond) {
        return lives(sql.createQuery(LIFE + "WHERE s.number = (SELECT subscription FROM broker_binding WHERE number ="
                                + " :number)")
                        .bind("number", bond.number()))
                .stream()
                .findFirst();
    }

    /** Every life of an id, newest first. */
    List<Life> lives(Handle sql, String id) {
        return lives(sql.createQuery(LIFE + "WHERE s.id = :id ORDER BY s.number DESC")
                .bind("id", id));
    }

    /** The lives of one commune, in the order they were made. */
    List<Life> lives(Handle sql, Insee tenant) {
        return lives(sql.createQuery(LIFE + "WHERE s.tenant = :tenant ORDER BY s.number")
                .bind("tenant", tenant.code()));
    }

    /** All lives, by commune, then in the order they were made. */
    List<Life> lives(Handle sql) {
        return lives(sql.createQuery(LIFE + "ORDER BY s.tenant, s.number"));
    }

    /** What stands of one commune, in the order it was made. */
    List<Life> standing(Handle sql, Insee tenant) {
        return standing(sql.createQuery(LIFE + "WHERE s.tenant = :tenant AND s.state <> 'CLOSED' ORDER BY s.number")
                .bind("tenant", tenant.code()));
    }

    /** What stands of one service, in the order it was made. */
    List<Life> standingOf(Handle sql, String offering) {
        return standing(sql.createQuery(LIFE + "WHERE s.offering = :offering AND s.state <> 'CLOSED' ORDER BY s.number")
                .bind("offering", offering));
    }

    /** All that stands. */
    List<Life> standing(Handle sql) {
        return standing(sql.createQuery(LIFE + "WHERE s.state <> 'CLOSED' ORDER BY s.tenant, s.number"));
    }

    private static List<Life> standing(Query query) {
        return lives(query).stream().filter(Life::stands).toList();
    }

    private static List<Life> lives(Query query) {
        return query.map((row, context) -> Rows.life(row)).list();
    }

    // Bindings

    /** The newest life of a binding's id. */
    Optional<Bond> bond(Handle sql, Life life, String binding) {
        return bonds(sql.createQuery(
                                BOND + "WHERE b.subscription = :life AND b.id = :id ORDER BY b.number DESC LIMIT 1")
                        .bind("life", life.number())
                        .bind("id", binding))
                .stream()
                .findFirst();
    }

    Optional<Bond> bondOf(Handle sql, String credential) {
        return bonds(sql.createQuery(BOND + "WHERE b.credential = :credential").bind("credential", credential)).stream()
                .findFirst();
    }

    /** The bindings of one life of a subscription, ended ones included, in the order they were made. */
    List<Bond> bonds(Handle sql, Life life) {
        return bonds(sql.createQuery(BOND + "WHERE b.subscription = :life ORDER BY b.number")
                .bind("life", life.number()));
    }

    /** Those that haven't ended, of the newest life of each subscription, by commune, then in the order they were made. */
    List<Bond> standingBonds(Handle sql) {
        return bonds(sql.createQuery(BOND + "WHERE b.state <> 'CLOSED' AND s.number ="
                + " (SELECT MAX(n.number) FROM broker_subscription n WHERE n.id = s.id) ORDER BY s.tenant, b.number"));
    }

    /** Those whose last operation left something, by commune, then in the order they were made. What is closed left nothing. */
    List<Bond> unfinishedBonds(Handle sql) {
        return bonds(sql.createQuery(
                BOND + "WHERE o.leftovers <> '[]' AND b.state <> 'CLOSED' ORDER BY s.tenant, b.number"));
    }

    private static List<Bond> bonds(Query query) {
        return query.map((row, context) -> Rows.bond(row)).list();
    }

    // Operations

    /** An operation of a subscription or of one of its bindings, with the commune it belongs to. */
    Optional<Map.Entry<Insee, Operation>> operation(Handle sql, String subscription, String operation) {
        return sql.createQuery("SELECT b.id AS b_id, " + OPERATION
                        + "FROM broker_operation o JOIN broker_subscription s ON s.number = o.subscription"
                        + " LEFT JOIN broker_binding b ON b.number = o.binding"
                        + " WHERE o.id = :operation AND s.id = :subscription")
                .bind("operation", operation)
                .bind("subscription", subscription)
                .map((row, context) -> Map.entry(new Insee(row.getString("s_tenant")), Rows.operation(row)))
                .findOne();
    }

    /** The operations of one life of a subscription and of its bindings, in the order they were started. */
    List<Operation> operations(Handle sql, Life life) {
        return sql.createQuery("SELECT b.id AS b_id, " + OPERATION
                        + "FROM broker_operation o JOIN broker_subscription s ON s.number = o.subscription"
                        + " LEFT JOIN broker_binding b ON b.number = o.binding"
                        + " WHERE o.subscription = :life ORDER BY o.started_at, COALESCE(o.binding, 0), o.id")
                .bind("life", life.number())
                .map((row, context) -> Rows.operation(row))
                .list();
    }

    // Beside the journal

    /** Keeps what was ordered; the projection forgets it as soon as nothing needs it any more. */
    void keepContent(Handle sql, String operation, Content content) {
        sql.createUpdate("INSERT INTO broker_content (operation, content, parameters) VALUES (:operation, :context,"
                        + " :parameters)")
                .bind("operation", operation)
                .bind("context", Json.write(content.context()))
                .bind("parameters", Json.write(content.parameters()))
                .execute();
    }

    /** Keeps who asked the platform, until the subscription is closed. */
    void keepOrigin(Handle sql, String operation, Origin origin) {
        sql.createUpdate("INSERT INTO broker_origin (operation, platform, identity) VALUES (:operation, :platform,"
                        + " :identity)")
                .bind("operation", operation)
                .bind("platform", origin.platform())
                .bind("identity", Json.write(origin.identity()))
                .execute();
    }

    /** Who asked the platform for an operation, while it is remembered. */
    Optional<Origin> origin(Handle sql, String operation) {
        return sql.createQuery("SELECT platform, identity FROM broker_origin WHERE operation = :operation")
                .bind("operation", operation)
                .map((row, context) ->
                        new Origin(row.getString("platform"), Json.read(row.getString("identity"), Rows.VALUES)))
                .findOne();
    }

    /** Keeps what the secret of a credential is checked against, until its binding is closed. */
    void keepCredential(Handle sql, String credential, String hash) {
        sql.createUpdate("INSERT INTO broker_credential (credential, hash) VALUES (:credential, :hash)")
                .bind("credential", credential)
                .bind("hash", hash)
                .execute();
    }

    Optional<String> hash(Handle sql, String credential) {
        return sql.createQuery("SELECT hash FROM broker_credential WHERE credential = :credential")
                .bind("credential", credential)
                .mapTo(String.class)
                .findOne();
    }

    /** By credential, what the secrets of all bindings that aren't closed are checked against. */
    Map<String, String> hashes(Handle sql) {
        return sql.createQuery("SELECT credential, hash FROM broker_credential")
                .map((row, context) -> Map.entry(row.getString("credential"), row.getString("hash")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
