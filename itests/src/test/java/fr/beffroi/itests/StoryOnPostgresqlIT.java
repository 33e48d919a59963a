package fr.beffroi.itests;

import fr.beffroi.store.testing.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** On a real PostgreSQL, as an intercommunality runs it. */
class StoryOnPostgresqlIT extends MonthOfTheHouse {
    private PostgresServer.Database database;

    @Override
    Map<String, String> dataStore() {
        database = PostgresServer.get().newDatabase();
        return Map.of(
                "BEFFROI_DB_URL", database.url(),
                "BEFFROI_DB_USER", database.user(),
                "BEFFROI_DB_PASSWORD", database.password());
    }

    @Override
    Connection dataStore(Path data) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }
}
