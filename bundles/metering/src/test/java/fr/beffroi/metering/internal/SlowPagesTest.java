package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.Scraped.meter;
import static fr.beffroi.metering.internal.Scraped.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Meter;
import fr.beffroi.store.testing.OnBothStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A page that comes slowly, or never, holds up no other. */
class SlowPagesTest extends ScrapedOverHttp {
    @OnBothStores
    void allOthersAreReadWhileOneHangs() throws Exception {
        List<Exporter> others = new ArrayList<>();
        List<Meter> meters = new ArrayList<>(List.of(meter("sent", sent(exporter.address()))));
        for (int i = 0; i < 30; i++) {
            others.add(new Exporter().says(NIMES, "1"));
            meters.add(meter("other-" + i, sent(others.get(i).address())));
        }
        scraped.publish(meters.toArray(Meter[]::new));
        exporter.says(NIMES, "1");
        scraped.roundAt(2, 0);
        CountDownLatch hanging = new CountDownLatch(1);
        exporter.answers(exchange -> released(hanging, Duration.ofMinutes(1)));
        others.forEach(other -> other.says(NIMES, "3"));
        scraped.at(2, 1);
        Thread round = new Thread(scraped::round);
        round.start();
        OpenDropFolder.await(() -> scraped.samples() == 31 + 30, "all others are stored while one hangs");
        hanging.countDown();
        round.join();
        others.forEach(Exporter::close);

        assertEquals("60", scraped.used(NIMES));
        assertEquals(List.of("30189 sent 02:00-02:01 unreachable"), scraped.gaps());
    }

    @OnBothStores
    void whoeverTakesTooLongIsGivenUp() throws Exception {
        exporter.says(NIMES, "1");
        scraped.roundAt(2, 0);
        scraped.close();
        scraped = open(Duration.ofSeconds(1), Scraped.NEVER);
        scraped.publish(meter("sent", sent(exporter.address())));
        CountDownLatch hanging = new CountDownLatch(1);
        exporter.answers(exchange -> released(hanging, Duration.ofMinutes(10)));
        scraped.roundAt(2, 1);
        assertTrue(scraped.warning().orElseThrow().contains("longer than 1 second"), scraped.warning()::toString);
        // The head of an answer comes, and then a byte now and then.
        exporter.answers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (!released(hanging, Duration.ofMillis(50))) {
                exchange.getResponseBody().write('#');
                exchange.getResponseBody().flush();
            }
        });
        scraped.roundAt(2, 2);
        assertTrue(scraped.warning().orElseThrow().contains("longer than 1 second"), scraped.warning()::toString);
        assertEquals(List.of("30189 sent 02:00-02:02 unreachable"), scraped.gaps());
        hanging.countDown();
    }

    private static boolean released(CountDownLatch latch, Duration most) {
        try {
            return latch.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
