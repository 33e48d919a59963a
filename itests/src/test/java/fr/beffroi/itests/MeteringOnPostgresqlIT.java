package fr.beffroi.itests;

import fr.beffroi.store.testing.PostgresServer;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** On a real PostgreSQL, as an intercommunality runs it. */
@EnabledIfEnvironmentVariable(named = "BEFFROI_TEST_POWER_CUTS", matches = "required")
class MeteringOnPostgresqlIT extends KilledIntake {
    @Override
    Map<String, String> dataStore() {
        PostgresServer.Database database = PostgresServer.get().newDatabase();
        return Map.of(
                "BEFFROI_DB_URL", database.url(),
                "BEFFROI_DB_USER", database.user(),
                "BEFFROI_DB_PASSWORD", database.password());
    }
}
