package fr.beffroi.hosting.internal;

import java.time.Duration;

/**
 * How much of the web server an instance may take.
 *
 * @param inFlight requests that one instance works on at a time
 * @param perSecond requests that one instance takes in a second, on average
 * @param visitors the requests inside all instances, fewer than the web server has threads: so instances that hang don't take those
 *     that the house needs for itself
 */
record Bounds(int inFlight, int perSecond, Visitors visitors) {
    static Bounds of(HostingSettings settings) {
        return new Bounds(
                settings.requests_in_flight(),
                settings.requests_per_second(),
                new Visitors(
                        settings.requests_in_flight_all(),
                        new Visitors.Limits(
                                Duration.ofSeconds(settings.request_seconds()),
                                Duration.ofSeconds(settings.request_processor_seconds()),
                                settings.request_allocated_bytes()),
                        System::nanoTime));
    }
}
