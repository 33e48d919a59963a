package fr.beffroi.metering.internal;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * What came when a page was asked for.
 *
 * @param asked when
 * @param page what stands there; empty when it could not be had
 * @param problem why it could not, in half a sentence; empty when there is a page
 */
record Answer(URI address, Instant asked, Optional<Page> page, String problem) {

    /** @param openMetrics whether it says that it is in that format, and not in Prometheus' own */
    record Page(String text, boolean openMetrics) {}

    static Answer none(URI address, Instant asked, String problem) {
        return new Answer(address, asked, Optional.empty(), problem);
    }
}
