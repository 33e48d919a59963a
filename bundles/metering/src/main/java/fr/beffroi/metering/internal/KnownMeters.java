package fr.beffroi.metering.internal;

import fr.beffroi.api.Broker;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reading;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The communes and meters that readings may name, kept in memory so that a single reading needs no query. What isn't known is
 * looked up anew; what changed is forgotten when the journal tells of it.
 */
final class KnownMeters implements AutoCloseable {
    private record Known(Set<Insee> communes, Map<String, Offering> offerings) {
        static final Known NOTHING = new Known(Set.of(), Map.of());

        Optional<String> objection(Reading reading) {
            if (!communes.contains(reading.tenant())) {
                return Optional.of("The commune " + reading.tenant() + " is not of this house: check the INSEE code.");
            }
            Offering offering = offerings.get(reading.offering());
            if (offering == null) {
                return Optional.of("The catalogue has no service \"" + reading.offering() + "\".");
            }
            if (offering.meter(reading.meter()).isEmpty()) {
                return Optional.of(
                        "The service " + offering.name() + " declares no meter \"" + reading.meter() + "\".");
            }
            boolean ofItems = offering.meter(reading.meter())
                    .filter(meter -> meter.aggregation() == Meter.Aggregation.UNIQUE)
                    .isPresent();
            if (ofItems && reading.item().isEmpty() && reading.corrects().isEmpty()) {
                return Optional.of("The meter \"" + reading.meter()
                        + "\" counts different items, so the reading has to name one: \"item\".");
            }
            return Optional.empty();
        }
    }

    private final Communes communes;
    private final Broker broker;
    private final Journal.Attachment following;
    private volatile Known known = Known.NOTHING;

    KnownMeters(Communes communes, Broker broker, Journal journal) {
        this.communes = communes;
        this.broker = broker;
        this.following = journal.follow("metering", journal.head(), this::forgetWhatChanged);
    }

    /** Which of these readings name a commune, offering or meter that doesn't exist, and which of it; asks at most once. */
    Function<Reading, Optional<String>> objectionsTo(List<Reading> readings) {
        Known now = known;
        if (readings.stream().anyMatch(reading -> now.objection(reading).isPresent())) {
            return lookUp()::objection;
        }
        return now::objection;
    }

    private synchronized Known lookUp() {
        known = new Known(
                communes.all().stream().map(Commune::insee).collect(Collectors.toUnmodifiableSet()),
                broker.catalogue().stream().collect(Collectors.toUnmodifiableMap(Offering::name, Function.identity())));
        return known;
    }

    private synchronized void forgetWhatChanged(Entry entry) {
        if (entry.decision() instanceof Decision.OfferingPublished
                || entry.decision() instanceof Decision.CommuneLeft) {
            known = Known.NOTHING;
        }
    }

    @Override
    public void close() {
        following.close();
    }
}
