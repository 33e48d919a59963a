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
import fr.beffroi.api.Meter;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Scrape;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Counters of other services are read, each rise counts once, and what isn't known is a gap. */
class ScrapingTest {
    private Store store;
    private Exporter exporter;
    private Scraped scraped;

    @BeforeEach
    void open(Store given) throws Exception {
        store = given;
        exporter = new Exporter();
        scraped = open(Duration.ofSeconds(30), Scraped.NEVER);
        scraped.publish(meter("sent", sent(exporter.address())));
        scraped.subscribed(NIMES);
        scraped.subscribed(BERNIS);
    }

    private Scraped open(Duration patience, Duration looks) throws Exception {
        House house = new House(store);
        return new Scraped(house, new HttpPages(house.clock, patience, 20_000), looks);
    }

    @AfterEach
    void close() {
        scraped.close();
        exporter.close();
    }

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
        DropFolderTest.await(() -> scraped.samples() == 31 + 30, "all others are stored while one hangs");
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

    @OnBothStores
    void itReadsByItself() throws Exception {
        scraped.close();
        scraped = open(Duration.ofSeconds(30), Duration.ofMillis(20));
        scraped.at(2, 0);
        exporter.says(NIMES, "1");
        scraped.publish(meter("sent", sent(exporter.address())));
        DropFolderTest.await(() -> scraped.samples() == 1, "the first sample is there");
        exporter.says(NIMES, "2");
        scraped.at(2, 1);
        DropFolderTest.await(() -> scraped.used(NIMES).equals("1"), "it has risen");
    }

    private int readings() {
        return scraped.house
                .metering
                .readings(all(OCTOBER, NOVEMBER), Optional.empty(), 100)
                .size();
    }
}
