package fr.beffroi.broker;

import fr.beffroi.api.Operation;
import java.time.Instant;
import java.util.List;
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

    Row find(String id) {
        return sql.createQuery("SELECT id, subscription, binding, kind, state FROM broker_operation WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> {
                    long number = row.getLong("binding");
                    Long binding = row.wasNull() ? null : number;
                    return new Row(
                            row.getString("id"),
                            row.getLong("subscription"),
                            binding,
                            Operation.Kind.valueOf(row.getString("kind")),
                            Operation.State.valueOf(row.getString("state")));
                })
                .one();
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

    List<String> standing(String id) {
        return Json.read(text(id, "standing"), Rows.TEXTS);
    }

    List<Rows.Step> steps(String id) {
        return Json.read(text(id, "steps"), Rows.STEPS);
    }

    private String text(String id, String column) {
        return sql.createQuery("SELECT " + column + " FROM broker_operation WHERE id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .one();
    }

    void put(String id, String column, Object list) {
        sql.createUpdate("UPDATE broker_operation SET " + column + " = :list WHERE id = :id")
                .bind("list", Json.write(list))
                .bind("id", id)
                .execute();
    }
}
