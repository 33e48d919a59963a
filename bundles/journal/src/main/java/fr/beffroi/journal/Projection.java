package fr.beffroi.journal;

import org.jdbi.v3.core.Handle;

/** A room's tables as a fold of the journal. */
@FunctionalInterface
public interface Projection {

    /**
     * Takes one entry into the room's tables, within the entry's own transaction. Depends on nothing but the entry and the tables,
     * so that a replay ends in the same place. Entries that don't concern the room are passed over.
     */
    void apply(Handle sql, Entry entry);
}
