package fr.beffroi.itests;

import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** With what the product brings along: SQLite in the data folder, and the embedded directory. */
@EnabledIfEnvironmentVariable(named = "BEFFROI_TEST_POWER_CUTS", matches = "required")
class DisturbedOrdersIT extends DisturbedOrders {
    @Override
    Targets targets(Path folder) {
        return new Targets.Embedded();
    }

    @Override
    Distribution changed(Distribution distribution) {
        return distribution.set("fr.beffroi.provisioning", "retries", "1");
    }
}
