package fr.beffroi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The journal, read behind the house's back: asking the house how far each order is would cost it a part of what is measured, and
 * the journal has the time of each entry to the microsecond.
 */
final class JournalView implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Connection connection;

    JournalView(Postgresql.Database database) throws SQLException {
        connection = database.connect();
    }

    /** Number of the last entry. */
    long head() throws SQLException {
        return count("SELECT COALESCE(MAX(number), ?) FROM journal_entry", 0);
    }

    /** How many operations have ended since that entry, well or not. */
    long ended(long after) throws SQLException {
        return count(
                "SELECT COUNT(*) FROM journal_entry WHERE number > ? AND kind IN ('OperationSucceeded', 'OperationFailed')",
                after);
    }

    private long count(String sql, long argument) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, argument);
            try (ResultSet result = query.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    /**
     * What orders came to.
     *
     * @param begun when the first was accepted
     * @param accepted when the last was accepted
     * @param ended when the last of their operations ended
     * @param succeeded how many did
     * @param transactions of the journal
     * @param instanceMicros between the database and the working instance, for each operation that made one, in the order in which
     *     they worked
     */
    record Work(
            Instant begun,
            Instant accepted,
            Instant ended,
            int succeeded,
            int transactions,
            List<Long> instanceMicros) {
        double seconds() {
            return begun.until(ended, ChronoUnit.MICROS) / 1e6;
        }

        double acceptedSeconds() {
            return begun.until(accepted, ChronoUnit.MICROS) / 1e6;
        }

        double perMinute() {
            return 60 * succeeded / seconds();
        }

        /** Of all operations together. */
        double instanceSeconds() {
            return instanceMicros.stream().mapToLong(Long::longValue).sum() / 1e6;
        }
    }

    /** What was done since that entry. */
    Work work(long after) throws SQLException {
        List<Long> orders = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        Set<Long> transactions = new HashSet<>();
        Map<String, Long> databases = new HashMap<>();
        List<Long> instances = new ArrayList<>();
        String failure = "";
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT at, kind, body FROM journal_entry WHERE number > ? ORDER BY number")) {
            query.setLong(1, after);
            try (ResultSet entries = query.executeQuery()) {
                while (entries.next()) {
                    long at = entries.getLong(1);
                    transactions.add(at);
                    switch (entries.getString(2)) {
                        case "SubscriptionOrdered" -> orders.add(at);
                        case "OperationSucceeded" -> ends.add(at);
                        case "OperationFailed" -> failure = entries.getString(3);
                        case "StepDone" -> {
                            JsonNode step = json(entries.getString(3));
                            String operation = step.path("operation").asText();
                            if (step.path("step").asText().equals("database")) {
                                databases.put(operation, at);
                            } else if (step.path("step").asText().equals("check")) {
                                instances.add(at - databases.getOrDefault(operation, at));
                            }
                        }
                        default -> {}
                    }
                }
            }
        }
        if (!failure.isEmpty()) {
            throw new IllegalStateException("An operation failed: " + failure);
        }
        if (orders.isEmpty() || ends.isEmpty()) {
            throw new IllegalStateException("Nothing was ordered or nothing ended since entry " + after + ".");
        }
        return new Work(
                instant(orders.get(0)),
                instant(orders.get(orders.size() - 1)),
                instant(ends.get(ends.size() - 1)),
                ends.size(),
                transactions.size(),
                List.copyOf(instances));
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(body, e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
