package fr.beffroi.journal.internal;

import org.jdbi.v3.core.Handle;

/**
 * The end of the chain.
 *
 * @param number of the last entry; 0 when there is none
 * @param at its time, in microseconds since 1970 UTC
 * @param hash its hash
 */
record Head(long number, long at, String hash) {

    /** Reads it, and holds it until the transaction ends: whoever else wants to decide waits here. */
    static Head hold(Handle sql) {
        return query(sql, "UPDATE journal_head SET number = number WHERE id = 1 RETURNING number, at, hash");
    }

    static Head read(Handle sql) {
        return query(sql, "SELECT number, at, hash FROM journal_head WHERE id = 1");
    }

    private static Head query(Handle sql, String statement) {
        return sql.createQuery(statement)
                .map((result, context) ->
                        new Head(result.getLong("number"), result.getLong("at"), result.getString("hash")))
                .one();
    }

    void put(Handle sql) {
        sql.execute("UPDATE journal_head SET number = ?, at = ?, hash = ? WHERE id = 1", number, at, hash);
    }
}
