package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.Scraped.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.store.testing.OnBothStores;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What can't be read, or isn't known for sure, is a gap. */
class ScrapeGapsTest extends ScrapedOverHttp {
    @OnBothStores
    void aPageThatIsNoneIsAGap() {
        String page = exporter.says(NIMES, "100").page();
        assertMissed(
                "unreachable",
                List.of(
                        exchange -> Exporter.send(exchange, 200, "text/html", page),
                        exchange -> Exporter.send(exchange, 204, Exporter.PLAIN, ""),
                        exchange -> {
                            exchange.getResponseHeaders().set("Location", exporter.address() + "/elsewhere");
                            Exporter.send(exchange, 302, Exporter.PLAIN, page);
                        },
                        exchange ->
                                Exporter.send(exchange, 200, Exporter.PLAIN, page + "# " + "x".repeat(20_000) + "\n"),
                        exchange -> {
                            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                            Exporter.send(exchange, 200, Exporter.PLAIN, page);
                        },
                        exchange -> {
                            exchange.sendResponseHeaders(200, page.length() + 10);
                            exchange.getResponseBody().write(page.getBytes(StandardCharsets.UTF_8));
                        },
                        exchange -> {
                            exchange.sendResponseHeaders(200, 1);
                            exchange.getResponseBody().write(0xe9);
                        }));
    }

    @OnBothStores
    void aPageThatSaysNothingForSureIsAGap() {
        String page = exporter.says(NIMES, "100").page();
        assertMissed(
                "unreadable",
                List.of(
                        exchange -> Exporter.send(exchange, 200, Exporter.PLAIN, page.strip()),
                        exchange -> Exporter.send(exchange, 200, "application/openmetrics-text", page),
                        exchange -> Exporter.send(exchange, 200, Exporter.PLAIN, page + "mails_total{ 3\n"),
                        exchange -> Exporter.send(
                                exchange,
                                200,
                                Exporter.PLAIN,
                                page.replace("TYPE mails_total counter", "TYPE mails_total gauge")),
                        exchange -> Exporter.send(exchange, 200, Exporter.PLAIN, page.replace(" 100", " NaN")),
                        exchange -> Exporter.send(exchange, 200, Exporter.PLAIN, page.replace(" 100", " +Inf")),
                        exchange -> Exporter.send(exchange, 200, Exporter.PLAIN, page.replace(" 100", " -1")),
                        exchange -> Exporter.send(exchange, 200, Exporter.PLAIN, page.replace(" 100", " 1e19")),
                        exchange -> Exporter.send(
                                exchange, 200, Exporter.PLAIN, page.replace(" 100", " 100.00000000000001"))));
    }

    /** One after the other, and in between all is well: adjoining gaps of one reason are one. */
    private void assertMissed(String reason, List<Exporter.Answering> wrong) {
        scraped.roundAt(2, 10);
        int minute = 10;
        for (Exporter.Answering one : wrong) {
            exporter.answers(one);
            scraped.roundAt(2, ++minute);
            assertEquals(List.of("30189 sent 02:10-02:" + minute + " " + reason), scraped.gaps());
            assertTrue(scraped.warning().isPresent());
            exporter.answersAgain();
            scraped.roundAt(2, ++minute);
            assertEquals(List.of("30189 sent 02:10-02:" + minute + " " + reason), scraped.gaps());
            assertEquals(Optional.empty(), scraped.warning());
        }
        scraped.roundAt(2, ++minute);
        assertEquals(List.of("30189 sent 02:10-02:" + (minute - 1) + " " + reason), scraped.gaps());
        assertEquals("0", scraped.used(NIMES));
    }

    @OnBothStores
    void nobodyAtTheAddressIsAGap() {
        exporter.says(NIMES, "100");
        scraped.roundAt(2, 0);
        exporter.close();
        scraped.roundAt(2, 1);
        assertEquals(List.of("30189 sent 02:00-02:01 unreachable"), scraped.gaps());
    }

    @OnBothStores
    void aCounterThatIsGoneOrThereTwiceIsAGapOfItsCommune() {
        exporter.says(NIMES, "100").says(BERNIS, "5");
        scraped.roundAt(2, 0);
        exporter.forgets(NIMES);
        exporter.says(BERNIS, "6");
        scraped.roundAt(2, 1);
        assertEquals(List.of("30189 sent 02:00-02:01 absent"), scraped.gaps());
        exporter.says(NIMES, "107").says(BERNIS, "7");
        scraped.roundAt(2, 2);
        exporter.answersWith(exporter.page() + "mails_total{kind=\"sent\",insee=\"30036\",server=\"b\"} 3\n");
        scraped.roundAt(2, 3);
        assertTrue(scraped.warning().orElseThrow().contains("More than one counter is that of the commune 30036"));
        exporter.says(BERNIS, "9");
        exporter.answersAgain();
        scraped.roundAt(2, 4);

        assertEquals("7", scraped.used(NIMES));
        assertEquals("4", scraped.used(BERNIS));
        assertEquals(
                List.of("30036 sent 02:02-02:04 ambiguous", "30189 sent 02:00-02:02 absent"),
                scraped.gaps().stream().sorted().toList());
    }

    @OnBothStores
    void theTimeThatTheHouseWasAwayIsAGap() {
        exporter.says(NIMES, "100");
        scraped.roundAt(2, 0);
        exporter.says(NIMES, "130");
        scraped.restart();
        scraped.roundAt(2, 30);
        scraped.house.clock.set(time(2, 31).plusSeconds(29));
        scraped.round();
        scraped.roundAt(2, 33);
        assertEquals("30", scraped.used(NIMES));
        assertEquals(
                List.of("30189 sent 02:00-02:30 unread", "30189 sent 02:31-02:33 unread"),
                scraped.gaps(),
                "a minute without a sample, and not one that is a little longer");
    }
}
