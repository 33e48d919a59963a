package fr.beffroi.service.actes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The acts in the instance's own database; the SQL runs on SQLite and on PostgreSQL. Instants are microseconds since 1970, UTC. Rows
 * are only ever added; {@code metered} tells whether the readings of an act have arrived.
 */
final class ActRegister {
    /** One step a version; a step that was released never changes. */
    private static final List<List<String>> SCHEMA =
            List.of(List.of("""
            CREATE TABLE actes_act (
              number TEXT NOT NULL PRIMARY KEY,
              nature TEXT NOT NULL,
              act_date TEXT NOT NULL,
              subject TEXT NOT NULL,
              signatory TEXT NOT NULL,
              sha256 TEXT NOT NULL,
              size BIGINT NOT NULL,
              published_at BIGINT NOT NULL,
              metered INTEGER NOT NULL DEFAULT 0
            )""", "CREATE INDEX actes_act_by_date ON actes_act (act_date, number)"));

    private static final String COLUMNS = "number, nature, act_date, subject, signatory, sha256, size, published_at";

    private final DataSource database;

    ActRegister(DataSource database) {
        this.database = database;
    }

    /** Makes the tables, or brings them up to date. */
    void prepare() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS actes_version (version INTEGER NOT NULL PRIMARY KEY)");
                int version;
                try (ResultSet found = statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM actes_version")) {
                    found.next();
                    version = found.getInt(1);
                }
                for (int step = version; step < SCHEMA.size(); step++) {
                    for (String sql : SCHEMA.get(step)) {
                        statement.execute(sql);
                    }
                    statement.execute("INSERT INTO actes_version (version) VALUES (" + (step + 1) + ")");
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    /** @return whether it was added; not when the number is taken */
    boolean add(Act act) throws SQLException {
        String sql = "INSERT INTO actes_act (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (number) DO NOTHING";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, act.number());
            statement.setString(2, act.nature().key());
            statement.setString(3, act.date().toString());
            statement.setString(4, act.subject());
            statement.setString(5, act.signatory());
            statement.setString(6, act.sha256());
            statement.setLong(7, act.size());
            statement.setLong(8, ChronoUnit.MICROS.between(Instant.EPOCH, act.publishedAt()));
            return statement.executeUpdate() == 1;
        }
    }

    Optional<Act> find(String number) throws SQLException {
        return select("WHERE number = ?", number).stream().findFirst();
    }

    /** Every act, the newest first. */
    List<Act> all() throws SQLException {
        return select("ORDER BY act_date DESC, number DESC");
    }

    /** The acts whose readings may not have arrived. */
    List<Act> notMetered() throws SQLException {
        return select("WHERE metered = 0");
    }

    void setMetered(String number) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("UPDATE actes_act SET metered = 1 WHERE number = ?")) {
            statement.setString(1, number);
            statement.executeUpdate();
        }
    }

    private List<Act> select(String which, String... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT " + COLUMNS + " FROM actes_act " + which)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            List<Act> acts = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    acts.add(act(row));
                }
            }
            return acts;
        }
    }

    private static Act act(ResultSet row) throws SQLException {
        return new Act(
                row.getString(1),
                Nature.of(row.getString(2)).orElseThrow(),
                LocalDate.parse(row.getString(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                Instant.EPOCH.plus(row.getLong(8), ChronoUnit.MICROS));
    }
}
