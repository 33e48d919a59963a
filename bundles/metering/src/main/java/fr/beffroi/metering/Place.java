package fr.beffroi.metering;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import java.time.Instant;

/**
 * Where a reading stands among the others: they are listed by commune, offering, meter, time, source and id.
 *
 * @param tenant its commune
 * @param offering name of its offering
 * @param meter name of its meter
 * @param time when it was used
 * @param source who produced it
 * @param id unique within the source
 */
public record Place(Insee tenant, String offering, String meter, Instant time, String source, String id) {
    public static Place of(Reading reading) {
        return new Place(
                reading.tenant(), reading.offering(), reading.meter(), reading.time(), reading.source(), reading.id());
    }
}
