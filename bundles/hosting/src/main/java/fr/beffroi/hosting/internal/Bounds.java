package fr.beffroi.hosting.internal;

import java.util.concurrent.Semaphore;

/**
 * How much of the web server an instance may take.
 *
 * @param inFlight requests that one instance works on at a time
 * @param perSecond requests that one instance takes in a second, on average
 * @param house a place for each request that all instances together work on at a time, fewer than the web server has threads: so
 *     instances that hang don't take those that the house needs for itself
 */
record Bounds(int inFlight, int perSecond, Semaphore house) {
    static Bounds of(HostingSettings settings) {
        return new Bounds(
                settings.requests_in_flight(),
                settings.requests_per_second(),
                new Semaphore(settings.requests_in_flight_all()));
    }
}
