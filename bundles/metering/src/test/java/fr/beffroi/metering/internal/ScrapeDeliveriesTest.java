package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.Scraped.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** What was read is delivered once, whatever is broken off and whoever else reads the same counter. */
class ScrapeDeliveriesTest extends ScrapedOverHttp {
    @OnBothStores
    void whatWasReadIsDeliveredWhateverIsBrokenOff() {
        exporter.says(NIMES, "100");
        scraped.roundAt(2, 0);

        scraped.bringsTo((actor, readings) -> {
            throw new Refusal(Reason.UNAVAILABLE, "The data store is away.");
        });
        exporter.says(NIMES, "110");
        scraped.roundAt(2, 1);
        assertTrue(scraped.warning().orElseThrow().contains("The data store is away."));
        assertEquals(0, readings());

        scraped.bringsTo((actor, readings) -> {
            scraped.house.metering.accept(actor, readings);
            throw new IllegalStateException("this is a fault that a test made");
        });
        exporter.says(NIMES, "115");
        scraped.roundAt(2, 2);
        assertEquals(2, readings(), "both came in, and nobody heard of it");

        scraped.restart();
        List<Receipt> again = new ArrayList<>();
        scraped.bringsTo((actor, readings) -> {
            List<Receipt> receipts = scraped.house.metering.accept(actor, readings);
            again.addAll(receipts);
            return receipts;
        });
        exporter.says(NIMES, "999");
        scraped.house.clock.set(time(2, 2).plusSeconds(29));
        scraped.round();
        assertEquals(2, again.size());
        assertTrue(again.stream().allMatch(receipt -> receipt.outcome() == Outcome.DUPLICATE), again::toString);
        assertEquals("15", scraped.used(NIMES), "of a minute one sample counts, also after a restart");
        scraped.roundAt(2, 3);
        assertEquals("899", scraped.used(NIMES));
        assertEquals(List.of(), scraped.gaps());
        assertEquals(Optional.empty(), scraped.warning());
        assertEquals(1, scraped.samples());
    }

    /** The gap of what is refused is kept late, when others of the same times stand already. */
    @OnBothStores
    void whatCanNotBeDeliveredHoldsUpNobody() {
        scraped.bringsTo((actor, readings) -> {
            throw new Refusal(Reason.UNAVAILABLE, "The data store is away.");
        });
        for (int minute = 0; minute <= 4; minute++) {
            exporter.says(NIMES, minute + "e12").says(BERNIS, String.valueOf(minute));
            if (minute % 2 == 0) {
                exporter.answersAgain();
            } else {
                exporter.answersWith("");
            }
            scraped.roundAt(2, minute);
        }
        scraped.bringsTo(scraped.house.metering);
        exporter.says(NIMES, "4000000000007");
        scraped.roundAt(2, 5);

        assertEquals("7", scraped.used(NIMES));
        assertEquals("4", scraped.used(BERNIS));
        assertEquals(2, scraped.samples());
        assertEquals(
                List.of(
                        "30036 sent 02:00-02:04 absent",
                        "30189 sent 02:00-02:02 refused",
                        "30189 sent 02:00-02:04 absent",
                        "30189 sent 02:02-02:04 refused"),
                scraped.gaps().stream().sorted().toList());
    }

    @OnBothStores
    void twoNodesThatReadOneCounterCountItOnce(StoreUnderTest data) throws Exception {
        exporter.says(NIMES, "0");
        AtomicInteger value = new AtomicInteger();
        exporter.answers(exchange -> {
            exporter.says(NIMES, String.valueOf(value.getAndIncrement()));
            Exporter.send(exchange, 200, Exporter.PLAIN, exporter.page());
        });
        House second = new House(data.another());
        second.catalogue.set(0, scraped.house.catalogue.get(0));
        try (Scraped other =
                new Scraped(second, new HttpPages(second.clock, Duration.ofSeconds(30), 20_000), Scraped.NEVER)) {
            scraped.roundAt(2, 0);
            int first = value.get() - 1;
            List<Thread> nodes = List.of(scraped, other).stream()
                    .map(node -> new Thread(() -> IntStream.range(1, 40).forEach(minute -> node.roundAt(2, minute))))
                    .toList();
            nodes.forEach(Thread::start);
            for (Thread node : nodes) {
                node.join();
            }
            scraped.roundAt(3, 0);
            assertEquals(String.valueOf(value.get() - 1 - first), scraped.used(NIMES));
        }
    }

    @OnBothStores
    void anAnswerThatWasOvertakenIsNotTakenForAReset(StoreUnderTest data) throws Exception {
        exporter.says(NIMES, "10");
        scraped.roundAt(2, 0);
        House second = new House(data.another());
        second.catalogue.set(0, scraped.house.catalogue.get(0));
        Scraping.Pages slow = (addresses, each) -> {
            Answer.Page old = new Answer.Page(exporter.page(), false);
            exporter.says(NIMES, "20");
            scraped.roundAt(2, 1);
            each.accept(new Answer(addresses.get(0), time(2, 2), Optional.of(old), ""));
        };
        try (Scraped other = new Scraped(second, slow, Scraped.NEVER)) {
            other.roundAt(2, 2);
            assertEquals("10", scraped.used(NIMES));
            exporter.says(NIMES, "25");
            scraped.roundAt(2, 2);
            assertEquals("15", scraped.used(NIMES));
            assertEquals(List.of(), scraped.gaps());
        }
    }
}
