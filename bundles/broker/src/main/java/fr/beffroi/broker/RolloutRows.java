package fr.beffroi.broker;

import com.fasterxml.jackson.core.type.TypeReference;
import fr.beffroi.api.Rollout;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.RolloutAdvanced;
import fr.beffroi.api.decision.Decision.RolloutBegun;
import fr.beffroi.api.decision.Decision.RolloutCompleted;
import fr.beffroi.api.decision.Decision.RolloutHalted;
import fr.beffroi.journal.Entry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How rollouts are folded from the journal, and read. */
record RolloutRows(Handle sql) {
    private static final TypeReference<List<Rollout.Stage>> STAGES = new TypeReference<>() {};

    void apply(Entry entry) {
        Decision decision = entry.decision();
        if (decision instanceof RolloutBegun begun) {
            begin(entry, begun);
        } else if (decision instanceof RolloutAdvanced advanced) {
            sql.createUpdate("UPDATE broker_rollout SET stage = :stage WHERE id = :id")
                    .bind("stage", advanced.stage())
                    .bind("id", advanced.rollout())
                    .execute();
            turn(entry, advanced.rollout(), Rollout.State.RUNNING, null);
        } else if (decision instanceof RolloutHalted halted) {
            turn(entry, halted.rollout(), Rollout.State.HALTED, halted.sentence());
        } else if (decision instanceof RolloutCompleted completed) {
            turn(entry, completed.rollout(), Rollout.State.COMPLETED, null);
        }
    }

    private void begin(Entry entry, RolloutBegun begun) {
        sql.createUpdate("INSERT INTO broker_rollout (number, id, offering, version, stages, stage, state, since)"
                        + " VALUES (:number, :id, :offering, :version, :stages, 0, :state, :since)")
                .bind("number", entry.number())
                .bind("id", begun.rollout())
                .bind("offering", begun.offering())
                .bind("version", begun.version())
                .bind("stages", Json.write(begun.stages()))
                .bind("state", Rollout.State.RUNNING.name())
                .bind("since", Rows.micros(entry.at()))
                .execute();
    }

    private void turn(Entry entry, String rollout, Rollout.State state, String sentence) {
        sql.createUpdate(
                        "UPDATE broker_rollout SET state = :state, sentence = :sentence, since = :since WHERE id = :id")
                .bind("state", state.name())
                .bind("sentence", sentence)
                .bind("since", Rows.micros(entry.at()))
                .bind("id", rollout)
                .execute();
    }

    /** All of them, in the order they were begun. */
    List<Rollout> all() {
        return sql.createQuery("SELECT * FROM broker_rollout ORDER BY number")
                .map((row, context) -> rollout(row))
                .list();
    }

    private static Rollout rollout(ResultSet row) throws SQLException {
        return new Rollout(
                row.getString("id"),
                row.getString("offering"),
                row.getString("version"),
                Json.read(row.getString("stages"), STAGES),
                row.getInt("stage"),
                Rollout.State.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("sentence")),
                Rows.instant(row.getLong("since")));
    }
}
