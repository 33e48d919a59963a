package fr.beffroi.itests;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The 105 numbered requirements of the Open Service Broker API 2.17 against the running house, a test each, named after its number.
 *
 * <p>Some say what a broker may leave out, or bind the platform; what we do there is tested: 2, 3 (412), 5 (tolerated and
 * journaled), 30 (entity tags), 32 (no dashboard client), 36 (synchronous all the same), 61 (no metadata of ours), 81 (no service
 * of ours needs an app), 84 and 85 (no log drains, routes or volumes), 104 (platform's). Of 50, that a failed deprovision may say
 * whether the instance is usable is tested in the room <i>osb</i>: here nothing fails to be deprovisioned.
 *
 * <p>Each section is told in an interface of its own. They come together here because one house is opened for all of them.
 */
class OsbContractIT
        implements OsbHeaders,
                OsbErrors,
                OsbCatalog,
                OsbConcurrency,
                OsbLastOperation,
                OsbProvisioning,
                OsbFetching,
                OsbUpdating,
                OsbBinding,
                OsbRotation,
                OsbEnding,
                OsbOrphans,
                OsbBeyondTheNumbers {
    private static ContractHouse house;

    @BeforeAll
    static void openTheHouse(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) {
        house = new ContractHouse(folder);
    }

    @AfterAll
    static void leaveNothingRunning() {
        if (house != null) {
            house.close();
        }
    }

    @AfterEach
    void tidy() {
        house.tidy();
    }

    @Override
    public ContractHouse house() {
        return house;
    }
}
