package fr.beffroi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a house asked of its database, word for word, to be asked again of a copy of it.
 *
 * @param transactions in the order in which they ended
 */
record SqlScript(List<Transaction> transactions) {
    /** The application name of our own connections. */
    static final String OURS = "beffroi-bench";

    /** The connections that ask again: a server told no type takes a parameter for what the statement wants. */
    static final String UNTYPED = "&stringtype=unspecified";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern MESSAGE = Pattern.compile("(?:statement|execute [^:]+): (.*)", Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile("\\$\\d+");
    private static final Pattern PARAMETER = Pattern.compile("\\?");
    private static final Pattern VALUE = Pattern.compile("\\$\\d+ = (?:NULL|'((?:[^']|'')*)')(?:, |$)");

    /** The making of an instance's database: the limit has it made by the room store. */
    private static final Pattern DEFINITION = Pattern.compile("store_definitions|CREATE SCHEMA");

    /**
     * A statement with its values.
     *
     * @param values null for NULL
     */
    record Asked(String statement, List<String> values) {
        boolean writes() {
            return statement.matches("(?is)(INSERT|UPDATE|DELETE).*");
        }
    }

    /** Statements that took effect together, or by themselves when there is one. */
    record Transaction(List<Asked> statements, boolean kept) {
        boolean writes() {
            return statements.stream().anyMatch(Asked::writes);
        }
    }

    /**
     * What was asked while something was recorded.
     *
     * @param house by the house
     * @param instances by each instance, logged in as itself, in the order in which they came
     */
    record Recording(SqlScript house, List<SqlScript> instances) {}

    /** Reads the server's log from there on. */
    static Recording read(Path log, long from, String database) throws IOException {
        Map<String, Sessions> users = new LinkedHashMap<>();
        try (InputStream bytes = Files.newInputStream(log)) {
            bytes.skipNBytes(from);
            BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode entry = JSON.readTree(line);
                Matcher message = MESSAGE.matcher(entry.path("message").asText());
                if (entry.path("dbname").asText().equals(database)
                        && !entry.path("application_name").asText().equals(OURS)
                        && message.matches()) {
                    users.computeIfAbsent(entry.path("user").asText(), user -> new Sessions())
                            .take(
                                    entry.path("session_id").asText(),
                                    message.group(1),
                                    entry.path("detail").asText());
                }
            }
        }
        Sessions house = users.remove(Postgresql.USER);
        return new Recording(
                house.script(), users.values().stream().map(Sessions::script).toList());
    }

    /** Puts together what belongs together. */
    private static final class Sessions {
        private final Map<String, List<Asked>> open = new HashMap<>();
        private final List<Transaction> ended = new ArrayList<>();

        SqlScript script() {
            return new SqlScript(ended.stream()
                    .filter(one -> !one.statements().isEmpty())
                    .filter(one -> one.statements().stream()
                            .noneMatch(asked ->
                                    DEFINITION.matcher(asked.statement()).find()))
                    .toList());
        }

        void take(String session, String text, String detail) {
            if (text.startsWith("BEGIN")) {
                open.put(session, new ArrayList<>());
            } else if (text.equals("COMMIT") || text.equals("ROLLBACK")) {
                List<Asked> all = open.remove(session);
                // One that was begun before the recording is none of ours.
                if (all != null) {
                    ended.add(new Transaction(List.copyOf(all), text.equals("COMMIT")));
                }
            } else if (!text.isBlank() && !text.startsWith("SET ") && !text.equals("DISCARD ALL")) {
                // Not what a pool asks to get a connection ready or clean.
                Asked asked = new Asked(PLACE.matcher(text).replaceAll("?"), values(detail));
                if (open.containsKey(session)) {
                    open.get(session).add(asked);
                } else {
                    ended.add(new Transaction(List.of(asked), true));
                }
            }
        }
    }

    private static List<String> values(String detail) {
        List<String> values = new ArrayList<>();
        Matcher value = VALUE.matcher(detail);
        while (value.find()) {
            values.add(value.group(1) == null ? null : value.group(1).replace("''", "'"));
        }
        return values;
    }

    /** One of so many parts of the same size, in their order. */
    SqlScript part(int number, int of) {
        int all = transactions.size();
        return new SqlScript(
                transactions.subList((int) ((long) all * number / of), (int) ((long) all * (number + 1) / of)));
    }

    /** Asks the same again, on a connection that is {@link #UNTYPED}. */
    void play(Connection connection) throws SQLException {
        play(connection, SqlScript::ask);
    }

    /** Asks the same again in texts without parameters, on any connection. */
    void playInText(Connection connection) throws SQLException {
        play(connection, SqlScript::askInText);
    }

    private interface Asking {
        void ask(Connection connection, Asked asked) throws SQLException;
    }

    private void play(Connection connection, Asking asking) throws SQLException {
        connection.setAutoCommit(false);
        for (Transaction transaction : transactions) {
            for (Asked asked : transaction.statements()) {
                asking.ask(connection, asked);
            }
            if (transaction.kept()) {
                connection.commit();
            } else {
                connection.rollback();
            }
        }
    }

    private static void ask(Connection connection, Asked asked) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(asked.statement())) {
            for (int i = 0; i < asked.values().size(); i++) {
                statement.setString(i + 1, asked.values().get(i));
            }
            statement.execute();
        }
    }

    private static void askInText(Connection connection, Asked asked) throws SQLException {
        Iterator<String> values = asked.values().iterator();
        String text = PARAMETER.matcher(asked.statement()).replaceAll(place -> {
            String value = values.next();
            return Matcher.quoteReplacement(value == null ? "NULL" : "'" + value.replace("'", "''") + "'");
        });
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    /** How much of what an order asks, when this is what so many asked together. */
    String summary(int orders) {
        double each = orders;
        return String.format(
                java.util.Locale.ROOT,
                "%.1f transactions that write with %.1f statements, and %.1f that read with %.1f",
                transactions.stream().filter(Transaction::writes).count() / each,
                statements(true) / each,
                transactions.stream().filter(one -> !one.writes()).count() / each,
                statements(false) / each);
    }

    private long statements(boolean writing) {
        return transactions.stream()
                .filter(one -> one.writes() == writing)
                .mapToLong(one -> one.statements().size())
                .sum();
    }
}
