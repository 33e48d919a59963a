package fr.beffroi.broker;

import com.fasterxml.jackson.core.type.TypeReference;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import fr.beffroi.journal.Journal;
import fr.beffroi.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The register: the broker's tables, which {@link RegisterProjection} keeps, to be read. A question is asked within a transaction, so
 * that a decision reads exactly what it decides about. Safe for use by many threads.
 */
@Component(service = Register.class)
public final class Register {
    static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<Offering> OFFERING = new TypeReference<>() {};
    private static final TypeReference<Map<String, Object>> CONTENT = new TypeReference<>() {};

    private static final String OPERATION = "o.id AS o_id, o.kind AS o_kind, o.state AS o_state,"
            + " o.description AS o_description, o.steps AS o_steps, o.leftovers AS o_leftovers,"
            + " o.started_at AS o_started_at, o.ended_at AS o_ended_at ";
    private static final String LIFE = "SELECT s.*, c.content AS c_content, " + OPERATION
            + "FROM broker_subscription s JOIN broker_operation o ON o.id = s.operation"
            + " LEFT JOIN broker_content c ON c.operation = s.ordered_by ";

    private final Store store;
    private final Journal.Attachment attachment;

    @Activate
    public Register(@Reference Store store, @Reference Journal journal) {
        this.store = store;
        store.migrate("broker", Register.class.getClassLoader());
        attachment = journal.attach("broker", new RegisterProjection());
    }

    @Deactivate
    public void close() {
        attachment.close();
    }

    /** Asks outside a decision. */
    <R> R read(Function<Handle, R> question) {
        return store.read(question);
    }

    /** The catalogue, by name. */
    List<Offering> offerings(Handle sql) {
        return sql.createQuery("SELECT body FROM broker_offering ORDER BY name")
                .map((row, context) -> Json.read(row.getString("body"), OFFERING))
                .list();
    }

    /** The newest life of an id. */
    Optional<Life> life(Handle sql, String id) {
        return lives(sql, id).stream().findFirst();
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

    /** An operation, with the commune it belongs to. */
    Optional<Map.Entry<Insee, Operation>> operation(Handle sql, String subscription, String operation) {
        return sql.createQuery("SELECT s.id, s.tenant, " + OPERATION
                        + "FROM broker_operation o JOIN broker_subscription s ON s.number = o.subscription"
                        + " WHERE o.id = :operation AND s.id = :subscription")
                .bind("operation", operation)
                .bind("subscription", subscription)
                .map((row, context) -> Map.entry(new Insee(row.getString("tenant")), operation(row)))
                .findOne();
    }

    /** Keeps what was ordered, beside the journal; it is forgotten when the subscription is closed. */
    void keepContent(Handle sql, String operation, Map<String, Object> content) {
        sql.createUpdate("INSERT INTO broker_content (operation, content) VALUES (:operation, :content)")
                .bind("operation", operation)
                .bind("content", Json.write(content))
                .execute();
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static List<Life> lives(Query query) {
        return query.map((row, context) -> life(row)).list();
    }

    private static Life life(ResultSet row) throws SQLException {
        String content = row.getString("c_content");
        return new Life(
                new Subscription(
                        row.getString("id"),
                        new Insee(row.getString("tenant")),
                        row.getString("offering"),
                        row.getString("plan"),
                        content == null ? Map.of() : Json.read(content, CONTENT),
                        Subscription.State.valueOf(row.getString("state")),
                        instant(row.getLong("ordered_at")),
                        operation(row)),
                row.getString("digest"));
    }

    private static Operation operation(ResultSet row) throws SQLException {
        long endedAt = row.getLong("o_ended_at");
        Optional<Instant> ended = row.wasNull() ? Optional.empty() : Optional.of(instant(endedAt));
        return new Operation(
                row.getString("o_id"),
                row.getString("id"),
                Operation.Kind.valueOf(row.getString("o_kind")),
                Operation.State.valueOf(row.getString("o_state")),
                row.getString("o_description"),
                Json.read(row.getString("o_steps"), TEXTS),
                Json.read(row.getString("o_leftovers"), TEXTS),
                instant(row.getLong("o_started_at")),
                ended);
    }
}
