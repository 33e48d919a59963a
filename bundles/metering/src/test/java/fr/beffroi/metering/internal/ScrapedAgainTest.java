package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.Scraped.meter;
import static fr.beffroi.metering.internal.Scraped.sent;
import static fr.beffroi.metering.internal.Scraped.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Meter;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Scrape;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A counter is read again: after a round that failed, after nobody read it for a while, and with a clock that was set back. */
class ScrapedAgainTest {
    private static final URI ADDRESS = URI.create("http://mail.example:9100/metrics");

    private Scraped scraped;
    private String value;
    private int asked;
    private Runnable before = () -> {};

    @BeforeEach
    void open(Store store) throws Exception {
        House house = new House(store);
        scraped = new Scraped(
                house,
                (addresses, each) -> addresses.forEach(address -> {
                    asked++;
                    before.run();
                    each.accept(
                            value.isEmpty()
                                    ? Answer.none(address, house.clock.instant(), "it is down")
                                    : new Answer(address, house.clock.instant(), Optional.of(page()), ""));
                }),
                Scraped.NEVER);
        scraped.publish(meter("sent", sent(ADDRESS)));
        scraped.subscribed(NIMES);
    }

    private Answer.Page page() {
        return new Answer.Page("mails_total{insee=\"30189\",kind=\"sent\"} " + value + "\n", false);
    }

    @AfterEach
    void close() {
        scraped.close();
    }

    private void says(String other, int minute) {
        value = other;
        scraped.roundAt(2, minute);
    }

    /** Its readings are brought by somebody else. */
    private void publishWithoutScrape() {
        scraped.publish(new Meter("sent", "sent", "courriel", Meter.Aggregation.SUM, Optional.of(Duration.ofHours(1))));
    }

    @OnBothStores
    void whatACounterRisesByWhileItIsNotReadIsNotCounted() {
        says("100", 0);
        says("110", 1);
        publishWithoutScrape();
        says("300", 2);
        assertEquals(2, asked);
        assertEquals(0, scraped.samples());
        scraped.publish(meter("sent", sent(ADDRESS)));
        says("500", 10);
        says("503", 11);

        assertEquals("13", scraped.used(NIMES));
        assertEquals(List.of("30189 sent 02:01-02:02 redeclared"), scraped.gaps());
    }

    @OnBothStores
    void thatItIsNotReadAnyMoreIsSeenAfterARestartToo() {
        says("100", 0);
        publishWithoutScrape();
        scraped.restart();
        says("300", 2);
        scraped.publish(meter("sent", sent(ADDRESS)));
        says("500", 10);
        assertEquals("0", scraped.used(NIMES));
        assertEquals(List.of("30189 sent 02:00-02:02 redeclared"), scraped.gaps());
    }

    @OnBothStores
    void whatItOwedIsDeliveredAllTheSame() {
        scraped.bringsTo((actor, readings) -> {
            throw new Refusal(Reason.UNAVAILABLE, "The data store is away.");
        });
        says("100", 0);
        says("110", 1);
        says("120", 2);
        publishWithoutScrape();
        says("300", 3);
        assertEquals(2, scraped.samples(), "those that owe something");
        scraped.publish(meter("sent", sent(ADDRESS)));
        says("500", 10);
        scraped.bringsTo(scraped.house.metering);
        says("503", 11);

        assertEquals("23", scraped.used(NIMES));
        assertEquals(List.of("30189 sent 02:02-02:10 redeclared"), scraped.gaps());
        publishWithoutScrape();
        says("600", 12);
        assertEquals(0, scraped.samples());
    }

    @OnBothStores
    void aRoundThatFailedIsDoneAgain() {
        says("100", 0);
        before = () -> {
            throw new IllegalStateException("this is a fault that a test made");
        };
        says("110", 1);
        assertEquals("0", scraped.used(NIMES));
        before = () -> rename("metering_sample", "away");
        scraped.round();
        assertTrue(scraped.warning().isPresent());
        rename("away", "metering_sample");
        before = () -> {};
        scraped.round();

        assertEquals("10", scraped.used(NIMES), "within the same minute");
        assertEquals(Optional.empty(), scraped.warning());
        scraped.round();
        assertEquals(4, asked, "once it was read, it isn't again");
    }

    private void rename(String from, String to) {
        scraped.house.store.write(sql -> sql.execute("ALTER TABLE " + from + " RENAME TO " + to));
    }

    @OnBothStores
    void aPageThatCouldNotBeHadIsAskedForAMinuteLater() {
        Scrape seldom = new Scrape(ADDRESS, "mails_total", "insee", Map.of("kind", "sent"), Duration.ofMinutes(10));
        scraped.publish(meter("sent", seldom));
        says("100", 0);
        says("", 10);
        scraped.house.clock.set(time(2, 10).plusSeconds(59));
        scraped.round();
        assertEquals(2, asked);
        says("130", 11);
        says("140", 12);
        assertEquals(3, asked);
        assertEquals("30", scraped.used(NIMES));
        assertEquals(List.of("30189 sent 02:00-02:11 unreachable"), scraped.gaps());
    }

    @OnBothStores
    void thatAClockWasWrongIsTold() {
        says("100", 6);
        says("100", 1);
        assertEquals(Optional.empty(), scraped.warning(), "five minutes are nothing between two nodes");
        says("100", 0);
        String warning = scraped.warning().orElseThrow();
        assertTrue(warning.contains("mail/sent: Its last sample is of a later time than now"), warning);
        says("101", 7);
        assertEquals(Optional.empty(), scraped.warning());
        assertEquals("1", scraped.used(NIMES));
    }

    @OnBothStores
    void whoeverMayNotLogInIsNotToldWhereThePageIs() {
        says("", 0);
        String warning = scraped.warning().orElseThrow();
        assertTrue(warning.contains("mail/sent: The page could not be had: it is down."), warning);
        assertFalse(warning.contains("mail.example"), warning);
    }
}
