package fr.beffroi.api.hosted;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** A meter in the hands of a service. Safe for use by many threads. */
@ProviderType
public interface MeterHandle {

    /**
     * Records a use. The same id on the same meter counts once, however often it is recorded, so whoever is not sure whether a
     * reading arrived records it again.
     *
     * @param id unique within this meter
     * @param quantity in the meter's unit; not negative, at most six decimals
     * @param time when it was used, to the microsecond; recorded again, it is the same
     * @param item what was used or who used it, for a meter that counts the different ones; a pseudonym and never a name, for it
     *     is kept as long as the accounts are. Empty for every other meter
     * @return completes when the reading is on the disk, be it counted or waiting in quarantine, or exceptionally with a {@link
     *     fr.beffroi.api.Refusal} when it was refused or could not be stored. A reading whose stage has not completed may be lost when the machine stops.
     */
    CompletionStage<Void> record(String id, BigDecimal quantity, Instant time, Optional<String> item);

    /** Records a use that names no item. */
    default CompletionStage<Void> record(String id, BigDecimal quantity, Instant time) {
        return record(id, quantity, time, Optional.empty());
    }
}
