package fr.beffroi.launcher.story;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** What the services that run elsewhere tell of one day, as a batch of CloudEvents 1.0: the id of an event is always the same. */
final class Readings {
    static final String CONTENT_TYPE = "application/cloudevents-batch+json";

    private final LocalDate day;
    private final Instant time;
    private final ArrayNode events = JsonNodeFactory.instance.arrayNode();

    private Readings(LocalDate day) {
        this.day = day;
        this.time = Month.morning(day);
    }

    /** The batch of one day for all these subscriptions. */
    static ArrayNode ofDay(LocalDate day, List<Ordered> subscriptions) {
        Readings readings = new Readings(day);
        subscriptions.forEach(readings::add);
        return readings.events;
    }

    private void add(Ordered subscription) {
        long inhabitants = subscription.commune().population();
        long dayOfMonth = day.getDayOfMonth();
        long workday = Month.isWorkday(day) ? 1 : 0;
        switch (subscription.offering()) {
            case "messagerie" -> add(subscription, "mailboxes", 1, 3 + inhabitants / 80 + dayOfMonth / 15);
            case "sauvegarde" ->
                add(subscription, "protected-bytes", 1, inhabitants * 5_000_000 + dayOfMonth * 37_000_000);
            case "parapheur" -> add(subscription, "files-signed", workday * (1 + inhabitants / 9_000), 1);
            case "telephonie" -> {
                add(subscription, "lines", 1, 2 + inhabitants / 150);
                add(subscription, "minutes", workday, 20 + inhabitants / 40 + dayOfMonth % 7);
            }
            case "support" -> add(subscription, "tickets", workday * (1 + inhabitants / 6_000), 1);
            default -> {} // acts count themselves, the data protection officer is shared by days
        }
    }

    private void add(Ordered subscription, String meter, long times, long quantity) {
        String insee = subscription.commune().insee();
        for (int i = 0; i < times; i++) {
            events.addObject()
                    .put("specversion", "1.0")
                    .put("id", insee + "/" + meter + "/" + day + "/" + i)
                    .put("source", "/demonstration/" + subscription.offering())
                    .put("type", "fr.beffroi.reading." + subscription.offering() + "." + meter)
                    .put("subject", insee)
                    .put("time", time.toString())
                    .putObject("data")
                    .put("quantity", quantity);
        }
    }
}
