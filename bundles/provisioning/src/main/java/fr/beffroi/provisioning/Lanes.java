package fr.beffroi.provisioning;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.ProducerTemplate;

/**
 * The queues in front of the routes. Each has one consumer, and a commune always takes the same one: so nothing of one commune is ever
 * worked on by two threads, while many communes are. Safe for use by many threads.
 */
final class Lanes {
    private final int count;
    private final ProducerTemplate producer;
    private final Set<Task> waiting = ConcurrentHashMap.newKeySet();

    Lanes(int count, ProducerTemplate producer) {
        this.count = count;
        this.producer = producer;
    }

    /** Where a lane ends and the routes begin. A short poll lets an idle lane stop at once. */
    static String uri(int lane) {
        return "seda:lane-" + lane + "?size=10000&blockWhenFull=true&pollTimeout=100";
    }

    /** Puts a task at the end of its commune's lane, unless it is waiting there already. */
    void send(Task task) {
        if (waiting.add(task)) {
            producer.sendBody(uri(Math.floorMod(task.tenant().hashCode(), count)), task);
        }
    }

    /** The task's turn has come: from now on it can be sent again. */
    void takenUp(Task task) {
        waiting.remove(task);
    }
}
