package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.testing.OtherVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance has used is counted though its new version doesn't start. */
class LedgersTest {
    private static final Insee NIMES = new Insee("30189");
    private static final HostedBundle BOTH =
            new HostedBundle(TestHouse.SAMPLE.symbolicName(), "1.0.0", List.of("1.1.0"));

    /** Of the house, of which readings were stored. */
    private final Set<String> meters = ConcurrentHashMap.newKeySet();

    private TestHouse house;
    private Hosting hosting;
    private boolean stopped;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        house = TestHouse.start(folder, this::accept, Clock.systemUTC(), Map.of("start.seconds", 10));
        hosting = house.hosting();
        OtherVersion.of(house.services().resolve("fr.beffroi.hosting.sample-1.0.0.jar"), "1.1.0", house.services());
    }

    @AfterEach
    void stop() throws Exception {
        if (!stopped) {
            stopped = true;
            house.close();
        }
    }

    private List<ReadingIntake.Receipt> accept(Actor actor, List<Reading> readings) {
        readings.stream().map(Reading::meter).filter(HouseMeters::isOne).forEach(meters::add);
        return readings.stream()
                .map(reading -> new ReadingIntake.Receipt(ReadingIntake.Outcome.ACCEPTED, ""))
                .toList();
    }

    @Test
    void itsCommuneCanStillEndItAndOwesWhatWasUsed() throws Exception {
        upgradeInVain();
        assertEquals(Set.of(), meters, "the round is minutes away");

        hosting.close(NIMES, "sample");
        assertTrue(meters.contains(HouseMeters.PROCESSOR), "what was used while it stood");
    }

    @Test
    void soIsItWhenTheHouseEndsFirst() throws Exception {
        upgradeInVain();

        stop();
        assertTrue(meters.contains(HouseMeters.PROCESSOR), "what was used while it stood");
    }

    @Test
    void whatNeverStoodIsNotCounted() throws Exception {
        behave("throw");
        assertThrows(Refusal.class, () -> hosting.open(version("1.0.0")));

        hosting.close(NIMES, "sample");
        assertEquals(Set.of(), meters);
    }

    private void upgradeInVain() throws Exception {
        hosting.open(version("1.0.0"));
        hosting.check(NIMES, "sample");
        behave("throw");
        assertThrows(Refusal.class, () -> hosting.open(version("1.1.0")));
        assertEquals(List.of(), hosting.instances());
    }

    private void behave(String how) throws Exception {
        Files.createDirectories(house.files("30189"));
        Files.writeString(house.files("30189").resolve("behave"), how);
    }

    private static Blueprint version(String version) {
        Blueprint plain = TestHouse.blueprint("30189", "Nîmes", BOTH, version, Map.of());
        Offering offering = plain.offering();
        Offering metered = new Offering(
                offering.id(),
                offering.name(),
                offering.title(),
                offering.description(),
                List.of(),
                offering.hosted(),
                true,
                Stream.concat(
                                offering.meters().stream(),
                                Stream.of(new Meter(
                                        HouseMeters.PROCESSOR, "Processeur", "seconde", Meter.Aggregation.SUM)))
                        .toList(),
                List.of(),
                offering.plans());
        return new Blueprint(plain.commune(), metered, version, Map.of(), null, null);
    }
}
