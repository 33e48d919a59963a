package fr.beffroi.metering;

import fr.beffroi.api.Insee;
import fr.beffroi.api.ReadingIntake.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the intake of this process has answered to those who brought readings, kept apart from the data store so that the two can be
 * compared.
 *
 * @param since when the process began to count
 * @param lines one for each series that readings were brought of
 */
public record IntakeCount(Instant since, List<Line> lines) {
    public IntakeCount {
        lines = List.copyOf(lines);
    }

    /**
     * One series.
     *
     * @param tenant empty for all readings that name a commune, an offering or a meter that this house doesn't have, or an id that
     *     can't be kept: they share one line, so that lines stay as few as what the house knows
     * @param offering its name; {@code unknown} without a tenant
     * @param meter its name; {@code unknown} without a tenant
     * @param answered how many readings, for each outcome
     * @param unanswered how many more are being stored
     * @param inDoubt how many different readings were brought in calls that failed and were not answered since, or as known
     *     already: each may have been stored by such a call, though nobody was told. When a hundred thousand are in doubt, each
     *     further one counts as often as it was brought
     */
    public record Line(
            Optional<Insee> tenant,
            String offering,
            String meter,
            Map<Outcome, Long> answered,
            long unanswered,
            long inDoubt) {
        public Line {
            answered = Map.copyOf(answered);
        }

        /** Of which nothing is in doubt. */
        public Line(
                Optional<Insee> tenant, String offering, String meter, Map<Outcome, Long> answered, long unanswered) {
            this(tenant, offering, meter, answered, unanswered, 0);
        }

        public long answered(Outcome outcome) {
            return answered.getOrDefault(outcome, 0L);
        }
    }
}
