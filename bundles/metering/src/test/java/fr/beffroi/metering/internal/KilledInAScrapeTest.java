package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A process that reads a counter is killed, again and again, wherever it is. */
class KilledInAScrapeTest {
    private static final int KILLS = Integer.parseInt(System.getenv().getOrDefault("BEFFROI_TEST_KILLS", "3"));
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LONGEST = 20_000;

    @OnBothStores
    void everyRiseOfTheCounterCountsOnce(StoreUnderTest data) throws Exception {
        data.store();
        AtomicLong value = new AtomicLong();
        try (Exporter exporter = new Exporter()) {
            exporter.answers(exchange -> {
                exporter.says(NIMES, value.incrementAndGet() + ".5");
                Exporter.send(exchange, 200, Exporter.PLAIN, exporter.page());
            });
            for (int round = 0; round < KILLS; round++) {
                kill(data, exporter.address(), round, 10 + 7 * round);
            }

            try (Scraped scraped = open(new House(data.store()), exporter.address(), KILLS)) {
                // Whatever a killed process had asked for may still be answered, and takes another value with it.
                long last = value.addAndGet(1_000);
                exporter.answersWith("mails_total{insee=\"" + NIMES + "\",kind=\"sent\"} " + last + ".5\n");
                scraped.round();
                Instant end = scraped.house.clock.instant().plus(Duration.ofDays(1));
                assertEquals(
                        String.valueOf(last - 1),
                        scraped.used(NIMES, OCTOBER, end).toPlainString(),
                        "from the first sample, which was the first request, to the last one");
                assertEquals(1, scraped.samples());
                assertEquals(List.of(), scraped.house.metering.verify());
            }
        }
    }

    /** Kills a process that reads each minute of its own clock, once it has told of so many. */
    private static void kill(StoreUnderTest data, URI address, int round, int minutes) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(address.toString(), Integer.toString(round)));
        arguments.addAll(data.how());
        Killed.after(minutes, Victim.class, arguments);
    }

    private static Scraped open(House house, URI address, int round) {
        Scraped scraped = new Scraped(house, new HttpPages(house.clock, PATIENCE, LONGEST), Scraped.NEVER);
        house.clock.set(OCTOBER.plus(Duration.ofDays(1 + round)));
        scraped.publish(Scraped.meter("sent", Scraped.sent(address)));
        return scraped;
    }

    /** Reads until it is killed, a minute after the other, and tells of each. */
    public static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws Exception {
            House house = new House(StoreUnderTest.open(Arrays.copyOfRange(arguments, 2, arguments.length)));
            Scraped scraped = open(house, URI.create(arguments[0]), Integer.parseInt(arguments[1]));
            while (true) {
                scraped.round();
                System.out.println("minute");
                house.clock.set(house.clock.instant().plus(Scraped.EVERY));
            }
        }
    }
}
