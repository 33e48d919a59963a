package fr.beffroi.api.hosted;

import fr.beffroi.api.Commune;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;
import org.osgi.annotation.versioning.ProviderType;
import org.slf4j.Logger;

/**
 * What an instance is given of the house: its commune, and what belongs to it alone. There is nothing here that names another
 * commune. It is there before the instance starts and gone when it stops.
 */
@ProviderType
public interface TenantContext {

    /** The commune this instance runs for. */
    Commune commune();

    /** The offering's name, also the last part of the address: {@code actes}. */
    String service();

    /**
     * The parameters of the subscription, as the plan's schema has them: JSON values, empty when none were given. They never change
     * while the instance runs; a change starts another one.
     */
    Map<String, Object> parameters();

    /** What time it is; use no other clock. */
    Clock clock();

    /** A database of this instance's own: a schema of PostgreSQL that is first on the search path, or an SQLite file. */
    DataSource dataSource();

    /**
     * A folder of this instance's own; it exists. It is the root of a file system of its own: {@code ..} and absolute names end in it,
     * symbolic links are neither made nor followed, {@link Path#toFile()} is not supported. Writing more than the house lets an instance
     * keep fails with a {@link java.nio.file.FileSystemException}.
     */
    Path files();

    /**
     * One of the offering's meters.
     *
     * @throws IllegalArgumentException when the catalogue declares no such meter
     */
    MeterHandle meter(String name);

    /** The only way to a server outside, and only to those that the offering declares in the catalogue. */
    Outside outside();

    /** Who of the commune may use the service; the log-in is the instance's own, and made when it is first asked. */
    DirectoryView directory();

    /**
     * Where to write what operations should read, in English and without personal data. Each line says which commune's and which
     * service's it is, whatever thread writes it; a logger that you get elsewhere says so at most while the house calls you.
     */
    Logger logger();
}
