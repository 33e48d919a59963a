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
    /** @param meters of each offering, by their names */
    private record Known(Set<Insee> communes, Map<String, Map<String, Meter>> meters) {
        static final Known NOTHING = new Known(Set.of(), Map.of());

        List<Optional<String>> objections(List<Reading> readings) {
            return readings.stream().map(this::objection).toList();
        }

        private Optional<String> objection(Reading reading) {
            if (!communes.contains(reading.tenant())) {
                return Optional.of("The commune " + reading.tenant() + " is not of this house: check the INSEE code.");
            }
            Map<String, Meter> declared = meters.get(reading.offering());
            if (declared == null) {
                return Optional.of("The catalogue has no service \"" + reading.offering() + "\".");
            }
            Meter meter = declared.get(reading.meter());
            if (meter == null) {
                return Optional.of(
                        "The service " + reading.offering() + " declares no meter \"" + reading.meter() + "\".");
            }
            boolean ofItems = meter.aggregation() == Meter.Aggregation.UNIQUE;
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

    /** One each: whether the reading names a commune, offering or meter that doesn't exist, and which of it; asks at most once. */
    List<Optional<String>> objectionsTo(List<Reading> readings) {
        List<Optional<String>> objections = known.objections(readings);
        return objections.stream().allMatch(Optional::isEmpty) ? objections : lookUp().objections(readings);
    }

    private synchronized Known lookUp() {
        known = new Known(
                communes.all().stream().map(Commune::insee).collect(Collectors.toUnmodifiableSet()),
                broker.catalogue().stream().collect(Collectors.toUnmodifiableMap(Offering::name, KnownMeters::meters)));
        return known;
    }

    private static Map<String, Meter> meters(Offering offering) {
        return offering.meters().stream().collect(Collectors.toUnmodifiableMap(Meter::name, Function.identity()));
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
