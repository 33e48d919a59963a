package fr.beffroi.store.internal;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A room's migrations, by Flyway; each room has its own history. */
final class Migrations {
    private Migrations() {}

    static void run(String room, ClassLoader migrations, DataSource dataSource) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(migrations);
        try {
            Flyway.configure(migrations)
                    .dataSource(dataSource)
                    .table(room + "_migration")
                    .locations("classpath:db/migration/" + room)
                    .failOnMissingLocations(true)
                    // The tables of other rooms are there already: they aren't this room's past.
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .validateMigrationNaming(true)
                    .cleanDisabled(true)
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
