package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Subscription;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Total;
import fr.beffroi.tenancy.Directory;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Meters that count accounts, beside the directory's own count of those who may use the service. */
final class AccountMeters {
    /** The unit by which a meter declares that it counts the accounts of a commune. */
    static final String UNIT = "compte";

    /** An older reading says nothing of today. */
    private static final Duration CURRENT = Duration.ofDays(31);

    /**
     * One meter of one commune.
     *
     * @param metered how many accounts the meter says; empty when it says nothing
     * @param members how many people are in the directory's group; empty when there is no group, or no answer
     * @param difference a sentence; empty when the figures agree
     */
    record Accounts(
            Insee tenant,
            String service,
            String meter,
            Optional<BigDecimal> metered,
            OptionalInt members,
            Optional<String> difference) {}

    private final Broker broker;
    private final Metering metering;
    private final Directory directory;
    private final Clock clock;

    AccountMeters(Broker broker, Metering metering, Directory directory, Clock clock) {
        this.broker = broker;
        this.metering = metering;
        this.directory = directory;
        this.clock = clock;
    }

    /** For each subscription in use, by commune, service and meter. */
    List<Accounts> compared(Actor actor) {
        Map<String, Offering> offerings =
                broker.catalogue().stream().collect(Collectors.toMap(Offering::id, Function.identity()));
        List<Accounts> all = new ArrayList<>();
        for (Subscription subscription : broker.subscriptions(actor)) {
            Offering offering = offerings.get(subscription.offering());
            if (offering != null && subscription.isUsable()) {
                offering.meters().stream()
                        .filter(AccountMeters::countsAccounts)
                        .forEach(meter -> all.add(compared(subscription.tenant(), offering.name(), meter)));
            }
        }
        all.sort(Comparator.comparing(Accounts::tenant)
                .thenComparing(Accounts::service)
                .thenComparing(Accounts::meter));
        return all;
    }

    /** What counts readings, or the different ones that somebody names, has quantities that say nothing of accounts. */
    private static boolean countsAccounts(Meter meter) {
        return meter.unit().equals(UNIT)
                && meter.aggregation() != Meter.Aggregation.COUNT
                && meter.aggregation() != Meter.Aggregation.UNIQUE;
    }

    private Accounts compared(Insee tenant, String service, Meter meter) {
        Optional<BigDecimal> metered = metered(tenant, service, meter);
        OptionalInt members;
        try {
            members = directory.members(tenant, service);
        } catch (Refusal e) {
            return new Accounts(
                    tenant,
                    service,
                    meter.name(),
                    metered,
                    OptionalInt.empty(),
                    Optional.of("The directory can't be asked: " + e.getMessage()));
        }
        return new Accounts(tenant, service, meter.name(), metered, members, difference(metered, members));
    }

    private static Optional<String> difference(Optional<BigDecimal> metered, OptionalInt members) {
        if (metered.isEmpty()) {
            return Optional.of("The meter has said nothing for " + CURRENT.toDays() + " days.");
        }
        if (members.isEmpty()) {
            return Optional.of("The directory has no group for this service.");
        }
        if (metered.get().compareTo(BigDecimal.valueOf(members.getAsInt())) != 0) {
            return Optional.of(
                    "The meter says " + metered.get().stripTrailingZeros().toPlainString()
                            + " accounts, the directory has " + members.getAsInt() + ".");
        }
        return Optional.empty();
    }

    /** Of a sum without a rhythm, whose readings are accounts opened, all of them that stand; of any other meter the last reading. */
    private Optional<BigDecimal> metered(Insee tenant, String service, Meter meter) {
        Instant end = hourAfter(clock.instant());
        if (meter.aggregation() == Meter.Aggregation.SUM && meter.rhythm().isEmpty()) {
            return metering.totals(filter(tenant, service, meter, Instant.EPOCH, end)).stream()
                    .map(Total::quantity)
                    .findFirst();
        }
        return metering.hourly(filter(tenant, service, meter, end.minus(CURRENT), end)).stream()
                .filter(total -> total.standing() > 0)
                .max(Comparator.comparing(Total::from))
                .flatMap(hour -> last(metering.readings(
                        filter(tenant, service, meter, hour.from(), hourAfter(hour.from())),
                        Optional.empty(),
                        10_000)));
    }

    /** The last one that stands. */
    private static Optional<BigDecimal> last(List<Reading> readings) {
        Set<String> takenBack = readings.stream()
                .flatMap(reading -> reading.corrects().stream())
                .collect(Collectors.toSet());
        return readings.stream()
                .filter(reading -> reading.corrects().isEmpty() && !takenBack.contains(reading.id()))
                .max(Comparator.comparing(Reading::time))
                .map(Reading::quantity);
    }

    private static Filter filter(Insee tenant, String service, Meter meter, Instant from, Instant to) {
        return new Filter(Optional.of(tenant), Optional.of(service), Optional.of(meter.name()), from, to);
    }

    private static Instant hourAfter(Instant instant) {
        return instant.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
    }
}
