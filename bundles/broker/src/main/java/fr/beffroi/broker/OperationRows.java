package fr.beffroi.broker;

import fr.beffroi.api.Operation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The rows of operations.
 *
 * @param at the moment of the entry
 */
record OperationRows(Handle sql, Instant at) {

    /**
     * What is worked on.
     *
     * @param subscription number of the life
     * @param binding number of the binding's life; null when it is the subscription itself
     */
    record Row(String id, long subscription, Long binding, Operation.Kind kind, Operation.State state) {
        boolean isUnderWay() {
            return state == Operation.State.IN_PROGRESS;
        }
    }

    /**
     * How far an operation has come.
     *
     * @param last id of the last operation on the same subscription or binding: another may have taken over while a step was under way
     * @param standing what stands, for the last operation
     */
    record Progress(Row row, String description, List<Rows.Step> steps, String last, List<String> standing) {}

    Row find(String id) {
        return sql.createQuery("SELECT id, subscription, binding, kind, state FROM broker_operation WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> row(row))
                .one();
    }

    private static Row row(ResultSet row) throws SQLException {
        long number = row.getLong("binding");
        Long binding = row.wasNull() ? null : number;
        return new Row(
                row.getString("id"),
                row.getLong("subscription"),
                binding,
                Operation.Kind.valueOf(row.getString("kind")),
                Operation.State.valueOf(row.getString("state")));
    }

    Progress progress(String id) {
        return sql.createQuery("SELECT o.id, o.subscription, o.binding, o.kind, o.state, o.description, o.steps,"
                        + " l.id AS last, l.standing FROM broker_operation o"
                        + " JOIN broker_subscription s ON s.number = o.subscription"
                        + " LEFT JOIN broker_binding b ON b.number = o.binding"
                        + " JOIN broker_operation l ON l.id = COALESCE(b.operation, s.operation) WHERE o.id = :id")
                .bind("id", id)
                .map((row, context) -> new Progress(
                        row(row),
                        row.getString("description"),
                        Json.read(row.getString("steps"), Rows.STEPS),
                        row.getString("last"),
                        Json.read(row.getString("standing"), Rows.TEXTS)))
                .one();
    }

    void progress(Progress before, String description, List<Rows.Step> steps, Set<String> standing) {
        sql.createUpdate("UPDATE broker_operation SET description = :description, steps = :steps WHERE id = :id")
                .bind("description", description)
                .bind("steps", Json.write(steps))
                .bind("id", before.row().id())
                .execute();
        sql.createUpdate("UPDATE broker_operation SET standing = :standing WHERE id = :id")
                .bind("standing", Json.write(standing))
                .bind("id", before.last())
                .execute();
    }

    /** The operations on a subscription and its bindings that haven't ended. */
    List<String> underWay(long subscription) {
        return sql.createQuery("SELECT id FROM broker_operation WHERE subscription = :subscription AND state = :state")
                .bind("subscription", subscription)
                .bind("state", Operation.State.IN_PROGRESS.name())
                .mapTo(String.class)
                .list();
    }

    void insert(String id, long subscription, Long binding, Operation.Kind kind, String description, String standing) {
        sql.createUpdate("INSERT INTO broker_operation (id, subscription, binding, kind, state, description, steps,"
                        + " standing, leftovers, started_at) VALUES (:id, :subscription, :binding, :kind, :state,"
                        + " :description, '[]', :standing, '[]', :at)")
                .bind("id", id)
                .bind("subscription", subscription)
                .bind("binding", binding)
                .bind("kind", kind.name())
                .bind("state", Operation.State.IN_PROGRESS.name())
                .bind("description", description)
                .bind("standing", standing)
                .bind("at", Rows.micros(at))
                .execute();
    }

    /** Begins with the steps that stand after another: they are what it has to go on from or to take back. */
    void insertAfter(
            String before, String id, long subscription, Long binding, Operation.Kind kind, String description) {
        insert(id, subscription, binding, kind, description, Json.write(standing(before)));
    }

    void describe(String id, String description) {
        sql.createUpdate("UPDATE broker_operation SET description = :description WHERE id = :id")
                .bind("description", description)
                .bind("id", id)
                .execute();
    }

    /** Another operation takes over from one that is still under way. */
    void abandon(String id) {
        if (find(id).isUnderWay()) {
            end(id, Operation.State.FAILED, Sentences.ABANDONED, List.of());
        }
    }

    void end(String id, Operation.State state, String description, List<String> leftovers) {
        sql.createUpdate("UPDATE broker_operation SET state = :state, description = :description, leftovers ="
                        + " :leftovers, ended_at = :at WHERE id = :id")
                .bind("state", state.name())
                .bind("description", description)
                .bind("leftovers", Json.write(leftovers))
                .bind("at", Rows.micros(at))
                .bind("id", id)
                .execute();
    }

    private List<String> standing(String id) {
        return sql.createQuery("SELECT standing FROM broker_operation WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> Json.read(row.getString("standing"), Rows.TEXTS))
                .one();
    }
}
