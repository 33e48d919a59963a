package fr.beffroi.service.probe;

import fr.beffroi.api.hosted.TenantContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Tries to get from this instance's database into its neighbour's, and into the house's own. */
final class DataStoreWall {
    private static final String WALL = "data-store";
    private static final String NEIGHBOURS_TABLE = "Une table de la commune voisine a été lue.";
    private static final String HOUSES_TABLE = "Le journal de Beffroi a été lu.";

    private final DataSource database;
    private final Targets targets;
    private final String service;

    DataStoreWall(TenantContext context, Targets targets) {
        this.database = context.dataSource();
        this.targets = targets;
        this.service = context.service();
    }

    /** @throws SQLException when the instance's own database doesn't answer */
    List<Attempt> attempts() throws SQLException {
        List<Attempt> attempts = new ArrayList<>(onPostgresql() ? postgresql() : sqlite());
        attempts.add(Attempt.at(WALL, "unwrap", () -> real(connection -> connection.unwrap(Connection.class))));
        attempts.add(Attempt.at(
                WALL,
                "connection-of-a-statement",
                () -> real(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        return statement.getConnection();
                    }
                })));
        attempts.add(Attempt.at(
                WALL,
                "connection-of-the-meta-data",
                () -> real(connection -> connection.getMetaData().getConnection())));
        return attempts;
    }

    private boolean onPostgresql() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        }
    }

    private List<Attempt> sqlite() {
        String neighbour = targets.folder(service) + "/data.db";
        String house = targets.data() + "/beffroi.db";
        return List.of(
                Attempt.at(
                        WALL,
                        "attach-neighbour",
                        () -> answer(
                                NEIGHBOURS_TABLE,
                                "ATTACH DATABASE " + literal(neighbour) + " AS other",
                                "SELECT count(*) FROM other." + Targets.SECRET)),
                Attempt.at(
                        WALL,
                        "attach-house",
                        () -> answer(
                                HOUSES_TABLE,
                                "ATTACH DATABASE " + literal(house) + " AS other",
                                "SELECT count(*) FROM other.journal_entry")),
                Attempt.at(WALL, "vacuum-into", this::vacuumInto));
    }

    private List<Attempt> postgresql() {
        String role = '"' + targets.schema(service) + '"';
        String neighbour = "SELECT count(*) FROM " + role + "." + Targets.SECRET;
        String house = "SELECT count(*) FROM public.journal_entry";
        return List.of(
                Attempt.at(WALL, "neighbour-by-name", () -> answer(NEIGHBOURS_TABLE, neighbour)),
                Attempt.at(WALL, "house-by-name", () -> answer(HOUSES_TABLE, house)),
                Attempt.at(WALL, "set-role", () -> answer(NEIGHBOURS_TABLE, "SET ROLE " + role, neighbour)),
                Attempt.at(WALL, "reset-role-neighbour", () -> answer(NEIGHBOURS_TABLE, "RESET ROLE", neighbour)),
                Attempt.at(WALL, "reset-role-house", () -> answer(HOUSES_TABLE, "RESET ROLE", house)),
                Attempt.at(
                        WALL,
                        "session-authorization",
                        () -> answer(NEIGHBOURS_TABLE, "SET SESSION AUTHORIZATION DEFAULT", neighbour)),
                Attempt.at(WALL, "rights-on-other-schemas", this::rightsElsewhere),
                Attempt.byNature(WALL, "names-in-the-catalogue", this::namesElsewhere));
    }

    /** Runs statements on a connection of their own; the last one is a question with an answer. */
    private Optional<String> answer(String reached, String... statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
            return Optional.of(reached);
        }
    }

    /** Any file of the machine could be written by this one. */
    private Optional<String> vacuumInto() throws SQLException, IOException {
        Path copy = Files.createTempFile("probe", ".db");
        Files.delete(copy);
        try {
            return answer(
                    "Une base a été copiée dans un fichier hors du dossier de la commune.",
                    "VACUUM INTO " + literal(copy.toString()));
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /** Every schema of an instance in which this one has rights: real neighbours too, whose data isn't touched by asking. */
    private Optional<String> rightsElsewhere() throws SQLException {
        List<String> open = schemas("AND has_schema_privilege(nspname, 'USAGE')");
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(open.size() + " schéma(s) d'autres communes sont ouverts, dont " + open.get(0) + ".");
    }

    private Optional<String> namesElsewhere() throws SQLException {
        List<String> seen = schemas("");
        return seen.isEmpty()
                ? Optional.empty()
                : Optional.of("Les noms de " + seen.size()
                        + " schéma(s) d'autres communes se lisent au catalogue de PostgreSQL ; pas leur contenu.");
    }

    private List<String> schemas(String condition) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT nspname FROM pg_namespace"
                        + " WHERE nspname ~ '^t_[0-9][0-9AB][0-9]{3}_' AND nspname <> current_schema() " + condition
                        + " ORDER BY nspname")) {
            while (found.next()) {
                names.add(found.getString(1));
            }
        }
        return names;
    }

    private interface WayOut {
        Connection from(Connection lent) throws SQLException;
    }

    /** What is handed out besides the lent connection has none of its limits. */
    private Optional<String> real(WayOut wayOut) throws SQLException {
        try (Connection lent = database.getConnection()) {
            return wayOut.from(lent) == lent
                    ? Optional.empty()
                    : Optional.of("La connexion brute, sans les limites de celle qui est prêtée, a été obtenue.");
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
