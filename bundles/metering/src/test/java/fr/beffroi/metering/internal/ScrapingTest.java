package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.CAISSARGUES;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.all;
import static fr.beffroi.metering.internal.Scraped.EVERY;
import static fr.beffroi.metering.internal.Scraped.meter;
import static fr.beffroi.metering.internal.Scraped.received;
import static fr.beffroi.metering.internal.Scraped.sent;
import static fr.beffroi.metering.internal.Scraped.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Scrape;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.store.testing.OnBothStores;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counters of other services are read, and each rise counts once. */
class ScrapingTest extends ScrapedOverHttp {
    @OnBothStores
    void theFirstSampleCountsNothingAndWhatItRisesByCountsOnce() {
        exporter.says(NIMES, "100");
        scraped.roundAt(2, 0);
        assertEquals("0", scraped.used(NIMES), "nobody knows when these were used");
        exporter.says(NIMES, "112.5");
        scraped.round();
        assertEquals(1, exporter.asked(), "a minute isn't over");
        scraped.roundAt(2, 1);
        exporter.says(NIMES, "1.2e+02");
        scraped.roundAt(2, 2);
        scraped.roundAt(2, 3);

        assertEquals("20", scraped.used(NIMES));
        assertEquals(List.of(), scraped.gaps());
        assertEquals(Optional.empty(), scraped.warning());
        assertEquals(1, scraped.samples(), "what is delivered isn't kept");
        List<Reading> readings = scraped.house.metering.readings(all(OCTOBER, NOVEMBER), Optional.empty(), 10);
        assertEquals(3, readings.size(), "that nothing was used is known too, and said");
        assertEquals(
                new Reading(
                        exporter.address().toString(),
                        "mail/sent/mails_total/30189/" + Columns.micros(time(2, 1)),
                        NIMES,
                        "mail",
                        "sent",
                        time(2, 1),
                        new BigDecimal("12.5")),
                readings.get(0));
    }

    @OnBothStores
    void quantitiesAreExact() {
        exporter.says(NIMES, "999999999999.999999").says(BERNIS, "0.1");
        scraped.roundAt(2, 0);
        exporter.says(NIMES, "1000000000000000.000001").says(BERNIS, "3e-1");
        scraped.roundAt(2, 1);
        assertEquals("0", scraped.used(NIMES), "this is more than a reading holds");
        exporter.says(NIMES, "1000000000000000.1");
        scraped.roundAt(2, 2);

        assertEquals("0.099999", scraped.used(NIMES));
        assertEquals("0.2", scraped.used(BERNIS));
        assertEquals(List.of("30189 sent 02:00-02:01 refused"), scraped.gaps());
    }

    @OnBothStores
    void aCounterThatBeganAnewCountsFromZeroAndLeavesAGap() {
        exporter.says(NIMES, "100");
        scraped.roundAt(2, 0);
        exporter.says(NIMES, "130");
        scraped.roundAt(2, 1);
        exporter.says(NIMES, "4");
        scraped.roundAt(2, 2);
        exporter.says(NIMES, "9");
        scraped.roundAt(2, 3);

        assertEquals("39", scraped.used(NIMES));
        assertEquals(List.of("30189 sent 02:01-02:02 reset"), scraped.gaps());
    }

    @OnBothStores
    void whatRoseDuringAnOutageCountsWithTheNextSampleAndTheOutageIsAGap() {
        exporter.says(NIMES, "100");
        scraped.roundAt(2, 58);
        exporter.answers(exchange -> Exporter.send(exchange, 503, Exporter.PLAIN, exporter.page()));
        exporter.says(NIMES, "130");
        scraped.roundAt(2, 59);
        assertEquals(List.of("30189 sent 02:58-02:59 unreachable"), scraped.gaps());
        assertTrue(scraped.warning().orElseThrow().contains("status 503"), scraped.warning()::toString);
        scraped.roundAt(3, 0);
        exporter.answersAgain();
        scraped.roundAt(3, 1);
        scraped.roundAt(3, 2);

        assertEquals("0", scraped.used(NIMES, OCTOBER, time(3, 0)).toPlainString(), "nothing is interpolated");
        assertEquals("30", scraped.used(NIMES));
        assertEquals(List.of("30189 sent 02:58-03:01 unreachable"), scraped.gaps());
        assertEquals(Optional.empty(), scraped.warning());
    }

    @OnBothStores
    void whatOthersUseIsPassedOver() {
        exporter.answersWith(exporter.says(NIMES, "1").page()
                + "mails_total{insee=\"75056\",kind=\"sent\"} 1\nmails_total{insee=\"nimes\",kind=\"sent\"} 1\n"
                + "mails_total{kind=\"sent\"} 1\n");
        scraped.roundAt(2, 0);
        exporter.answersWith(exporter.says(NIMES, "3").page() + "mails_total{insee=\"75056\",kind=\"sent\"} 9\n");
        scraped.roundAt(2, 1);
        assertEquals("2", scraped.used(NIMES));
        assertEquals(1, scraped.house.metering.totals(all(OCTOBER, NOVEMBER)).size());
        assertEquals(Optional.empty(), scraped.warning(), "somebody may well serve other houses too");
        assertEquals(List.of(), scraped.gaps());
    }

    @OnBothStores
    void oneAddressIsAskedOnceForAllOfItsMeters() {
        Scrape slow = new Scrape(
                exporter.address(), "mails_total", "insee", Map.of("kind", "received"), EVERY.multipliedBy(2));
        scraped.publish(meter("sent", sent(exporter.address())), meter("received", slow));
        exporter.says(NIMES, "1").says(BERNIS, "2");
        for (int minute = 0; minute < 5; minute++) {
            scraped.roundAt(2, minute);
            exporter.says(NIMES, String.valueOf(minute + 2));
        }
        assertEquals(5, exporter.asked());
        assertEquals("4", scraped.used(NIMES));
        assertEquals("0", scraped.used(BERNIS));
        assertEquals(4 + 4 + 2 + 2, readings());
    }

    @OnBothStores
    void anotherCounterBeginsAnew() {
        exporter.says(NIMES, "100");
        scraped.roundAt(2, 0);
        scraped.publish(meter("sent", received(exporter.address())));
        scraped.round();
        assertEquals(2, exporter.asked(), "what is declared anew is read at once");
        assertEquals("0", scraped.used(NIMES), "though at the same moment it can't begin");
        scraped.roundAt(2, 1);
        scraped.publish(meter("sent", sent(exporter.address())));
        scraped.roundAt(2, 2);
        exporter.says(NIMES, "101");
        scraped.roundAt(2, 3);
        assertEquals("1", scraped.used(NIMES));
        assertEquals(List.of("30189 sent 02:00-02:02 redeclared"), scraped.gaps());
    }

    @OnBothStores
    void whoeverUsesCountsButOnlyOfSubscribersIsAnythingExpected() {
        scraped.record(new Decision.SuspensionOrdered("s-30189", "op-suspend", NIMES, "Impayé."));
        scraped.record(new Decision.OperationSucceeded("s-30189", "op-suspend", NIMES));
        scraped.at(1, 30);
        scraped.record(new Decision.EndOrdered("s-30036", "op-end", BERNIS, Optional.of(time(2, 2))));
        exporter.says(NIMES, "1").says(BERNIS, "1").says(CAISSARGUES, "1");
        scraped.roundAt(2, 0);
        exporter.answersWith("");
        scraped.roundAt(2, 1);
        scraped.record(new Decision.ResumptionOrdered("s-30189", "op-resume", NIMES));
        scraped.record(new Decision.OperationSucceeded("s-30189", "op-resume", NIMES));
        scraped.roundAt(2, 2);
        exporter.answersAgain();
        exporter.says(NIMES, "2").says(BERNIS, "2").says(CAISSARGUES, "2");
        scraped.roundAt(2, 4);

        for (Insee tenant : List.of(NIMES, BERNIS, CAISSARGUES)) {
            assertEquals("1", scraped.used(tenant));
        }
        assertEquals(
                List.of("30036 sent 02:00-02:02 absent", "30189 sent 02:01-02:04 absent"),
                scraped.gaps().stream().sorted().toList());
    }

    @OnBothStores
    void itReadsByItself() throws Exception {
        scraped.close();
        scraped = open(Duration.ofSeconds(30), Duration.ofMillis(20));
        scraped.at(2, 0);
        exporter.says(NIMES, "1");
        scraped.publish(meter("sent", sent(exporter.address())));
        OpenDropFolder.await(() -> scraped.samples() == 1, "the first sample is there");
        exporter.says(NIMES, "2");
        scraped.at(2, 1);
        OpenDropFolder.await(() -> scraped.used(NIMES).equals("1"), "it has risen");
    }
}
