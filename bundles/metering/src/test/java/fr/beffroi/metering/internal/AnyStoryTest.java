package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Reading;
import fr.beffroi.store.testing.PostgresServer;
import fr.beffroi.store.testing.StoreUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/**
 * Whatever happens in whatever order, house and model agree after each step, and whatever is done to a reading behind the house's back
 * is named. What fails is told as its seed and the shortest story that fails like it. {@code -Djqwik.tries.default=2000} plays more
 * stories than a build does.
 */
class AnyStoryTest {

    @Property
    void eachReadingCountsOnceOnSqlite(
            @ForAll("stories") List<Step> story, @ForAll Tampering tampering, @ForAll int whichReading)
            throws Exception {
        play(StoreUnderTest::sqlite, story, tampering, whichReading);
    }

    @Property
    @AddLifecycleHook(value = OnlyWithPostgresql.class, propagateTo = PropagationMode.NOT_SET)
    void eachReadingCountsOnceOnPostgresql(
            @ForAll("stories") List<Step> story, @ForAll Tampering tampering, @ForAll int whichReading)
            throws Exception {
        play(StoreUnderTest::postgresql, story, tampering, whichReading);
    }

    @Provide
    Arbitrary<List<Step>> stories() {
        return Step.some();
    }

    private static void play(
            Function<Path, StoreUnderTest> opening, List<Step> story, Tampering tampering, int whichReading)
            throws Exception {
        Path folder = Files.createTempDirectory("beffroi-story-");
        try (StoreUnderTest data = opening.apply(folder);
                Played played = new Played(data)) {
            for (Step step : story) {
                played.play(step);
            }
            played.end();
            List<Reading> counted = played.counted();
            if (!counted.isEmpty()) {
                tamper(played.house(), tampering, counted.get(Math.floorMod(whichReading, counted.size())));
            }
        } finally {
            delete(folder);
        }
    }

    /** A closed period says besides that one of its readings was changed, but can't say which. */
    private static void tamper(House house, Tampering tampering, Reading victim) {
        String sentence = tampering.of(victim, house.store);
        List<String> named = house.metering.verify().stream()
                .filter(finding -> finding.contains(" arrivals "))
                .toList();
        assertEquals(1, named.size(), () -> sentence + ", not " + named);
        assertTrue(named.get(0).contains(sentence), () -> sentence + ", not " + named);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static final class OnlyWithPostgresql implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            return PostgresServer.isMissing()
                    ? SkipResult.skip("PostgreSQL is not installed (Debian: apt-get install postgresql).")
                    : SkipResult.doNotSkip();
        }
    }
}
