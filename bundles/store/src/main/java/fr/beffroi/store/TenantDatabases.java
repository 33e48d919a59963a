package fr.beffroi.store;

import fr.beffroi.api.Insee;
import java.util.List;
import javax.sql.DataSource;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A database of its own for each instance: on PostgreSQL a schema and a role that sees no other, on SQLite a file.
 *
 * <p>Safe for use by many threads. Everything here can be repeated: making what stands and dropping what is gone does nothing.
 */
@ProviderType
public interface TenantDatabases {

    /** Makes the database of one commune's instance of a service. */
    void create(Insee tenant, String service);

    /** The connections to it; empty results and errors of the instance's own SQL are its own affair. */
    DataSource open(Insee tenant, String service);

    /** Drops it with all that is in it. */
    void drop(Insee tenant, String service);

    /** How many bytes it takes on the disk, with indexes and what is not yet tidied away; 0 when it doesn't stand. */
    long size(Insee tenant, String service);

    /** Every database that stands, in the order of their names: what a residue scan compares with the journal. */
    List<TenantDatabase> list();

    /** The owner of a database. */
    record TenantDatabase(Insee tenant, String service) {}
}
