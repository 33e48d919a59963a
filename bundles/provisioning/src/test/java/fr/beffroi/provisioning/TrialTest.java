package fr.beffroi.provisioning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Insee;
import fr.beffroi.hosting.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the figures of a stage speak against it. */
class TrialTest {
    private static final Instant START = Instant.parse("2026-03-02T23:30:00Z");
    private static final Set<String> STAGE = Set.of("30189/actes");
    private static final Set<String> OTHERS = Set.of("30036/actes");

    /** What both had counted before, which is nobody's fault. */
    private final Trial trial = Trial.begin(START, START, List.of(use("30189", 500, 50), use("30036", 9_000, 0)));

    @ParameterizedTest
    @CsvSource({
        // Of the stage: requests and failures; of the others; whether it is too often.
        "19, 19, 1000, 0, false",
        "20, 20, 1000, 0, true",
        "100, 1, 1000, 0, false",
        "100, 2, 1000, 0, true",
        "100, 2, 1000, 10, false",
        "100, 3, 1000, 10, true",
        "100, 20, 1000, 100, false",
        "100, 21, 1000, 100, true",
        "100, 1, 0, 0, false",
        "100, 2, 0, 0, true"
    })
    void moreThanOneInAHundredAndTwiceAsOftenAsTheOthersIsTooOften(
            long requests, long failures, long otherRequests, long otherFailures, boolean tooOften) {
        List<Use> now = List.of(
                use("30189", 500 + requests, 50 + failures), use("30036", 9_000 + otherRequests, otherFailures));
        assertEquals(tooOften, trial.objection(now, STAGE, OTHERS).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"100, 1, false", "100, 2, true"})
    void anAddressThatWasClosedInBetweenCountsFromNothing(long requests, long failures, boolean tooOften) {
        assertEquals(
                tooOften,
                trial.objection(List.of(use("30189", requests, failures)), STAGE, OTHERS)
                        .isPresent());
    }

    static Use use(String tenant, long requests, long failures) {
        return new Use(
                new Insee(tenant), "actes", requests, failures, Duration.ZERO, 0, Map.of(), Map.of(), 0, 0, 0, 0, 0);
    }
}
