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
import java.util.Set;
import javax.sql.DataSource;

/** Tries to get from this instance's database into its neighbour's, and into the house's own. */
final class DataStoreWall {
    private static final String WALL = "data-store";
    private static final String NEIGHBOURS_TABLE = "Une table de la commune voisine a été lue.";
    private static final String HOUSES_TABLE = "Le journal de Beffroi a été lu.";

    /** No right to it, and nothing that is for borrowers. */
    private static final Set<String> REFUSALS = Set.of("42501", "0A000");
    /** What the codes of a user who isn't let in begin with. */
    private static final String NOT_AUTHORISED = "28";
    /** SQLite has no codes of this kind. */
    private static final String SQLITES_REFUSAL = "too many attached databases";

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
        attempts.add(at("unwrap", () -> real(connection -> connection.unwrap(Connection.class))));
        attempts.add(at(
                "connection-of-a-statement",
                () -> real(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        return statement.getConnection();
                    }
                })));
        attempts.add(at(
                "connection-of-the-meta-data",
                () -> real(connection -> connection.getMetaData().getConnection())));
        return attempts;
    }

    private static Attempt at(String name, Attempt.Trespass trespass) {
        return Attempt.at(WALL, name, refusedOnly(trespass));
    }

    /** Only a refusal is a wall that stood: where no connection is free, or a table isn't there, nothing was tried. */
    private static Attempt.Trespass refusedOnly(Attempt.Trespass trespass) {
        return () -> {
            try {
                return trespass.reach();
            } catch (SQLException e) {
                if (isRefusal(e)) {
                    throw e;
                }
                throw new Attempt.NotTried(e);
            } catch (IOException | RuntimeException | LinkageError e) {
                throw new Attempt.NotTried(e);
            }
        };
    }

    /**
     * Whether somebody said no: PostgreSQL's rights, or the house, which lends the connection and answers in the same codes. A
     * connection that is gone ({@code 08003}) refuses nothing.
     */
    private static boolean isRefusal(SQLException e) {
        String state = e.getSQLState();
        return state == null
                ? String.valueOf(e.getMessage()).contains(SQLITES_REFUSAL)
                : REFUSALS.contains(state) || state.startsWith(NOT_AUTHORISED);
    }

    /** That there is none says nothing of the walls behind it, whatever its code. */
    private Connection connection() throws Attempt.NotTried {
        try {
            return database.getConnection();
        } catch (SQLException e) {
            throw new Attempt.NotTried(e);
        }
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
                at(
                        "attach-neighbour",
                        () -> answer(
                                NEIGHBOURS_TABLE,
                                "ATTACH DATABASE " + literal(neighbour) + " AS other",
                                "SELECT count(*) FROM other." + Targets.SECRET)),
                at(
                        "attach-house",
                        () -> answer(
                                HOUSES_TABLE,
                                "ATTACH DATABASE " + literal(house) + " AS other",
                                "SELECT count(*) FROM other.journal_entry")),
                at("vacuum-into", this::vacuumInto));
    }

    private List<Attempt> postgresql() {
        String role = '"' + targets.schema(service) + '"';
        String neighbour = "SELECT count(*) FROM " + role + "." + Targets.SECRET;
        String house = "SELECT count(*) FROM public.journal_entry";
        return List.of(
                at("neighbour-by-name", () -> answer(NEIGHBOURS_TABLE, neighbour)),
                at("house-by-name", () -> answer(HOUSES_TABLE, house)),
                at("set-role", () -> answer(NEIGHBOURS_TABLE, "SET ROLE " + role, neighbour)),
                at("reset-role-neighbour", () -> answer(NEIGHBOURS_TABLE, "RESET ROLE", neighbour)),
                at("reset-role-house", () -> answer(HOUSES_TABLE, "RESET ROLE", house)),
                at(
                        "session-authorization",
                        () -> answer(NEIGHBOURS_TABLE, "SET SESSION AUTHORIZATION DEFAULT", neighbour)),
                at("rights-on-other-schemas", this::rightsElsewhere),
                Attempt.byNature(WALL, "names-in-the-catalogue", refusedOnly(this::namesElsewhere)));
    }

    /** Runs statements on a connection of their own; the last one is a question with an answer. */
    private Optional<String> answer(String reached, String... statements) throws SQLException, Attempt.NotTried {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
            return Optional.of(reached);
        }
    }

    /** Any file of the machine could be written by this one. */
    private Optional<String> vacuumInto() throws SQLException, IOException, Attempt.NotTried {
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
    private Optional<String> rightsElsewhere() throws SQLException, Attempt.NotTried {
        List<String> open = schemas("AND has_schema_privilege(nspname, 'USAGE')");
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(open.size() + " schéma(s) d'autres communes sont ouverts, dont " + open.get(0) + ".");
    }

    private Optional<String> namesElsewhere() throws SQLException, Attempt.NotTried {
        List<String> seen = schemas("");
        return seen.isEmpty()
                ? Optional.empty()
                : Optional.of("Les noms de " + seen.size()
                        + " schéma(s) d'autres communes se lisent au catalogue de PostgreSQL ; pas leur contenu.");
    }

    private List<String> schemas(String condition) throws SQLException, Attempt.NotTried {
        List<String> names = new ArrayList<>();
        try (Connection connection = connection();
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
    private Optional<String> real(WayOut wayOut) throws SQLException, Attempt.NotTried {
        try (Connection lent = connection()) {
            return wayOut.from(lent) == lent
                    ? Optional.empty()
                    : Optional.of("La connexion brute, sans les limites de celle qui est prêtée, a été obtenue.");
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
