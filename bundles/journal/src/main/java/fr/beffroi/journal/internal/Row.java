package fr.beffroi.journal.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Entry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * An entry as it lies in the table.
 *
 * @param at microseconds since 1970 UTC
 * @param tenant INSEE code, or null; repeats what the body says, for queries
 */
record Row(long number, long at, String by, String kind, String tenant, String body, String hash) {
    /** The columns that {@link #of(ResultSet)} reads. */
    static final String COLUMNS = "number, at, by, kind, tenant, body, hash";

    /** What the first entry has for the hash of the one before it. */
    static final String NO_HASH = "0".repeat(64);

    static Row of(ResultSet result) throws SQLException {
        return new Row(
                result.getLong("number"),
                result.getLong("at"),
                result.getString("by"),
                result.getString("kind"),
                result.getString("tenant"),
                result.getString("body"),
                result.getString("hash"));
    }

    /** The next row of the chain. */
    static Row after(String previousHash, long number, long at, String by, Decision decision) {
        String kind = DecisionJson.kind(decision);
        String body = DecisionJson.write(decision);
        String tenant = decision.tenant().map(Insee::code).orElse(null);
        return new Row(number, at, by, kind, tenant, body, hash(previousHash, number, at, by, kind, body));
    }

    /** The hash that this row's content has after that one. */
    String hashAfter(String previousHash) {
        return hash(previousHash, number, at, by, kind, body);
    }

    /**
     * SHA-256 over six lines in UTF-8. Only the last, the body, could hold a line break, so no two contents make the same lines.
     */
    private static String hash(String previousHash, long number, long at, String by, String kind, String body) {
        String lines = previousHash + '\n' + number + '\n' + at + '\n' + by + '\n' + kind + '\n' + body;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(lines.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** @throws IllegalStateException when the content can't be read; {@code verify} tells what happened to it */
    Entry entry() {
        try {
            return new Entry(number, instant(at), by, decision(), hash);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Entry " + number + " of the journal can't be read: " + e.getMessage() + ".", e);
        }
    }

    Decision decision() {
        return DecisionJson.read(kind, body);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
