package fr.beffroi.operations;

import fr.beffroi.api.Readiness;
import fr.beffroi.api.Refusal;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Gap;
import fr.beffroi.metering.Metering;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether what should report does. The house serves all the same, so it is a warning. */
@Component(service = Readiness.class)
public final class MissingReadings implements Readiness {
    /**
     * How far back it is looked: a gap that nobody can close is worth a warning for some days and not for ever; a month and a statement
     * show it for good.
     */
    static final Duration RECENT = Duration.ofDays(2);

    private final Metering metering;
    private final Clock clock;

    @Activate
    public MissingReadings(@Reference Metering metering, @Reference Clock clock) {
        this.metering = metering;
        this.clock = clock;
    }

    @Override
    public String part() {
        return "metering";
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public Optional<String> warning() {
        Map<String, Long> byService;
        try {
            byService = byService(metering, clock);
        } catch (Refusal e) {
            // Nothing that the house needs to serve.
            return Optional.of("Whether readings are missing is not known: " + e.getMessage());
        }
        if (byService.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("Readings that were expected within the last two days are missing, gaps by service: "
                + byService.entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue())
                        .collect(Collectors.joining(", "))
                + ". beffroi:metering gaps says whose and when.");
    }

    /** How many gaps there are now, in the order of the services that have any. */
    static Map<String, Long> byService(Metering metering, Clock clock) {
        return gaps(metering, clock, RECENT).stream()
                .collect(Collectors.groupingBy(Gap::offering, TreeMap::new, Collectors.counting()));
    }

    /** Those of some time up to now. */
    static List<Gap> gaps(Metering metering, Clock clock, Duration back) {
        Instant now = clock.instant();
        return metering.gaps(new Filter(Optional.empty(), Optional.empty(), Optional.empty(), now.minus(back), now));
    }
}
