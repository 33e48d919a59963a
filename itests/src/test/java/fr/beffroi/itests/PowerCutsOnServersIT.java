package fr.beffroi.itests;

import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** On a real PostgreSQL and a real OpenLDAP, as an intercommunality runs it. */
@EnabledIfEnvironmentVariable(named = "BEFFROI_TEST_POWER_CUTS", matches = "required")
class PowerCutsOnServersIT extends PowerCuts {
    @Override
    Targets targets(Path folder) {
        return new Targets.Servers(folder);
    }
}
