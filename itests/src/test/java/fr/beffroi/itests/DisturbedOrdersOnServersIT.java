package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * On a real PostgreSQL and a real OpenLDAP, which are disturbed too.
 *
 * <p>The product tries a step again for about two minutes. So that an outage longer than all that fits into a build, the retries are
 * shortened here, and the outage with them. {@code -Dbeffroi.outage.seconds=180} keeps the product's own retries and makes the
 * outage that long.
 */
@EnabledIfEnvironmentVariable(named = "BEFFROI_TEST_POWER_CUTS", matches = "required")
class DisturbedOrdersOnServersIT extends DisturbedOrders {
    private static final int RETRIES = 3;
    private static final long FIRST_DELAY_MILLIS = 200;
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("beffroi.outage.seconds", 10));

    private Targets.Servers servers;

    @Override
    Targets targets(Path folder) {
        servers = new Targets.Servers(folder);
        return servers;
    }

    @Override
    Distribution changed(Distribution distribution) {
        if (Integer.getInteger("beffroi.outage.seconds") != null) {
            return distribution;
        }
        return distribution
                .set("fr.beffroi.provisioning", "retries", Integer.toString(RETRIES))
                .set("fr.beffroi.provisioning", "firstDelayMillis", Long.toString(FIRST_DELAY_MILLIS))
                .set("fr.beffroi.provisioning", "roundSeconds", "2");
    }

    /** Shorter than the retries: whoever ordered doesn't notice. */
    @Test
    void aDirectoryThatIsAwayForAMomentOnlyDelays() throws Exception {
        List<String> accepted = orderForEverybody("delayed");
        servers.ldap().stop();
        servers.ldap().start();

        awaitAllEnds();

        for (String id : accepted) {
            assertEquals("active", operations.subscription(id).path("state").asText(), id);
        }
    }

    /** Longer than the retries: orders fail, and what they had made goes, if need be when the directory is back. */
    @Test
    void aDirectoryThatIsAwayForLongLeavesNothingHalfMade() throws Exception {
        List<String> accepted = orderForEverybody("interrupted");
        servers.ldap().stop();
        try {
            Instant back = Instant.now().plus(OUTAGE);
            RunningHouse.await("the outage is over", () -> Instant.now().isAfter(back));
            assertEquals(503, house.http().get("/health/ready").status());
            // Nobody is called a stranger.
            assertTrue(Set.of(200, 503).contains(platform.get("/v2/catalog").status()));
        } finally {
            servers.ldap().start();
        }
        house.awaitReady();
        awaitAllEnds();
        awaitNothingLeftOver();

        requireNoneHalfMade(accepted);
        System.out.printf(
                "%d orders, of which %d failed while slapd was away for %d s%n",
                accepted.size(),
                accepted.stream()
                        .filter(id -> operations
                                .subscription(id)
                                .path("state")
                                .asText()
                                .equals("failed"))
                        .count(),
                OUTAGE.toSeconds());
    }

    private void requireNoneHalfMade(List<String> subscriptions) {
        for (String id : subscriptions) {
            String state = operations.subscription(id).path("state").asText();
            assertTrue(Set.of("active", "failed", "closed").contains(state), id + " is " + state);
        }
    }

    private void awaitNothingLeftOver() {
        RunningHouse.await(
                "what was left over has gone",
                () -> operations.get("/api/v1/residues").path("subscriptions").isEmpty());
    }

    /** Each crash of one of its processes has PostgreSQL end all connections and recover. */
    @Test
    void aPostgresqlThatCrashesAndRecoversLosesNothing() throws Exception {
        List<String> accepted = orderForEverybody("crashed");
        for (int crash = 0; crash < 3; crash++) {
            servers.crashPostgresql();
        }

        house.awaitReady();
        awaitAllEnds();
        awaitNothingLeftOver();

        requireNoneHalfMade(accepted);
    }
}
