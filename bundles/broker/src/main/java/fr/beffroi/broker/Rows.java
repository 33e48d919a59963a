package fr.beffroi.broker;

import com.fasterxml.jackson.core.type.TypeReference;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.Terms.BindingTerms.Access;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the register's rows are read and written. */
final class Rows {
    static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
    static final TypeReference<List<Step>> STEPS = new TypeReference<>() {};
    static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};

    private Rows() {}

    /**
     * A step as it is stored.
     *
     * @param at in microseconds since 1970
     */
    record Step(String name, boolean undone, long at) {}

    static Life life(ResultSet row) throws SQLException {
        Operation operation = operation(row);
        Optional<Content> content = content(row, "c");
        List<String> awaited = Json.read(row.getString("awaited"), TEXTS);
        return new Life(
                row.getLong("number"),
                new Subscription(
                        row.getString("s_id"),
                        new Insee(row.getString("tenant")),
                        row.getString("offering"),
                        row.getString("plan"),
                        content.map(Content::parameters).orElse(Map.of()),
                        content.map(Content::context).orElse(Map.of()),
                        Optional.ofNullable(row.getString("version")),
                        Subscription.State.valueOf(row.getString("state")),
                        awaited.stream().map(Sentences::awaited).toList(),
                        instant(row.getLong("ordered_at")),
                        moment(row, "ends_at"),
                        wanted(row),
                        operation,
                        Optional.ofNullable(row.getString("former_plan"))),
                row.getString("digest"),
                awaited,
                row.getString("ordered_by"),
                row.getString("content"),
                Optional.ofNullable(row.getString("wanted_digest")));
    }

    private static Optional<Subscription.Wanted> wanted(ResultSet row) throws SQLException {
        String plan = row.getString("wanted_plan");
        if (plan == null) {
            return Optional.empty();
        }
        Optional<Content> content = content(row, "w");
        return Optional.of(new Subscription.Wanted(
                plan,
                content.map(Content::parameters).orElse(Map.of()),
                content.map(Content::context).orElse(Map.of()),
                Optional.ofNullable(row.getString("wanted_version"))));
    }

    /** Empty when it has been forgotten. */
    private static Optional<Content> content(ResultSet row, String prefix) throws SQLException {
        String context = row.getString(prefix + "_context");
        if (context == null) {
            return Optional.empty();
        }
        String parameters = row.getString(prefix + "_parameters");
        Map<String, Object> values = Json.read(context, VALUES);
        return Optional.of(
                parameters == null ? Content.ofOld(values) : new Content(Json.read(parameters, VALUES), values));
    }

    static Bond bond(ResultSet row) throws SQLException {
        String content = row.getString("c_context");
        return new Bond(
                row.getLong("number"),
                new Binding(
                        row.getString("b_id"),
                        row.getString("s_id"),
                        new Insee(row.getString("s_tenant")),
                        row.getString("s_offering"),
                        row.getString("plan"),
                        row.getString("credential"),
                        content == null ? Map.of() : Json.read(content, VALUES),
                        Binding.State.valueOf(row.getString("state")),
                        instant(row.getLong("ordered_at")),
                        moment(row, "expires_at"),
                        moment(row, "renew_before"),
                        Optional.ofNullable(row.getString("predecessor")),
                        operation(row)),
                row.getString("digest"),
                Access.valueOf(row.getString("access")));
    }

    static Operation operation(ResultSet row) throws SQLException {
        return new Operation(
                row.getString("o_id"),
                row.getString("s_id"),
                Optional.ofNullable(row.getString("b_id")),
                Operation.Kind.valueOf(row.getString("o_kind")),
                Operation.State.valueOf(row.getString("o_state")),
                row.getString("o_description"),
                Json.read(row.getString("o_steps"), STEPS).stream()
                        .map(step -> new Operation.Step(step.name(), step.undone(), instant(step.at())))
                        .toList(),
                Json.read(row.getString("o_standing"), TEXTS),
                Json.read(row.getString("o_leftovers"), TEXTS),
                instant(row.getLong("o_started_at")),
                moment(row, "o_ended_at"));
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(instant(micros));
    }
}
