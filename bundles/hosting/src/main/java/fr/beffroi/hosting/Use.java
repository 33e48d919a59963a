package fr.beffroi.hosting;

import fr.beffroi.api.Insee;
import java.time.Duration;
import java.util.Map;

/**
 * What the instances of one address have used and were refused, since the first of them was opened in this process. It is measured by the
 * JVM's own counters on the threads of the house that go in (requests, start, check, export, stop), and once a second on those that the
 * instance has started itself: what such a thread used after the last time before its end isn't in it. Nothing is billed from it.
 *
 * @param tenant whose it is
 * @param service name of the offering
 * @param requests that were let in
 * @param failures requests that an instance threw on or answered with a status of 500 or more
 * @param cpu processor time, user and system; of what is inside just now, that until now
 * @param allocatedBytes of memory, whether or not they were freed since; likewise
 * @param refused requests that weren't let in; has every reason
 * @param interrupted requests that were let in and went too far; has every reason
 * @param shutOut how often an instance there was shut out, for whatever reason
 * @param threadsLost threads that were given up on and haven't come back
 * @param outgoing requests to servers outside that were answered
 * @param outgoingRefused such requests that weren't: to a server that isn't declared or isn't public, too often, or malformed
 * @param ownThreads threads that the instance which runs there has started itself
 */
public record Use(
        Insee tenant,
        String service,
        long requests,
        long failures,
        Duration cpu,
        long allocatedBytes,
        Map<Refused, Long> refused,
        Map<Overuse, Long> interrupted,
        long shutOut,
        int threadsLost,
        long outgoing,
        long outgoingRefused,
        int ownThreads) {
    public Use {
        refused = Map.copyOf(refused);
        interrupted = Map.copyOf(interrupted);
    }
}
