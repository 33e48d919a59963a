package fr.beffroi.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeTest {
    private static final URI PAGE = URI.create("http://mail.example:9100/metrics");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Scrape SENT = new Scrape(PAGE, "mails_total", "insee", Map.of(), MINUTE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://mail.example",
                "https://mail.example/a/b%20c",
                "http://10.0.0.7:9100/metrics",
                "http://[::1]:1/"
            })
    void aPageHasAnAddress(String address) {
        assertEquals(URI.create(address), new Scrape(URI.create(address), "x", "insee", Map.of(), MINUTE).address());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://mail.example/metrics",
                "file:///etc/passwd",
                "HTTP://mail.example",
                "mail.example/metrics",
                "http:metrics",
                "http:///metrics",
                "http://mail_server/metrics",
                "http://mail.example:0/",
                "http://mail.example:65536/",
                "http://mail.example/é",
                "http://ops:secret@mail.example/metrics",
                "http://mail.example/metrics?token=secret",
                "http://mail.example/metrics#a",
            })
    void nothingElseIsOne(String address) {
        assertSaid("address", () -> new Scrape(URI.create(address), "x", "insee", Map.of(), MINUTE));
    }

    @Test
    void anAddressHasABound() {
        URI longest = URI.create("http://mail.example/" + "x".repeat(180));
        new Scrape(longest, "x", "insee", Map.of(), MINUTE);
        assertSaid("address", () -> new Scrape(URI.create(longest + "x"), "x", "insee", Map.of(), MINUTE));
    }

    @Test
    void namesAreThoseOfTheFormat() {
        for (String counter : List.of("a", "A:b_9", "_", "x".repeat(100))) {
            new Scrape(PAGE, counter, "insee", Map.of(), MINUTE);
        }
        for (String counter : List.of("", "9a", "a-b", "a.b", "a b", "é", "x".repeat(101), "a{b=\"c\"}")) {
            assertSaid("name of a counter", () -> new Scrape(PAGE, counter, "insee", Map.of(), MINUTE));
        }
        for (String label : List.of("", "9a", "a:b", "a-b")) {
            assertSaid("name of a label", () -> new Scrape(PAGE, "x", label, Map.of(), MINUTE));
            assertSaid("name of a label", () -> new Scrape(PAGE, "x", "insee", Map.of(label, "y"), MINUTE));
        }
        assertSaid("control character", () -> new Scrape(PAGE, "x", "insee", Map.of("a", "b\n"), MINUTE));
        assertSaid("names the commune", () -> new Scrape(PAGE, "x", "insee", Map.of("insee", "30189"), MINUTE));
    }

    @Test
    void itIsReadNeitherAllTheTimeNorHardlyEver() {
        for (String every : List.of("PT10S", "PT1M", "PT90S", "PT1H")) {
            new Scrape(PAGE, "x", "insee", Map.of(), Duration.parse(every));
        }
        for (String every : List.of("PT0S", "-PT1M", "PT9S", "PT9.9S", "PT10.5S", "PT1H1S", "P1D")) {
            assertSaid("ten seconds", () -> new Scrape(PAGE, "x", "insee", Map.of(), Duration.parse(every)));
        }
    }

    @Test
    void theCounterOfACommuneIsWrittenAsOnThePage() {
        assertEquals("mails_total{insee=\"30189\"}", SENT.of(new Insee("30189")));
        assertEquals(
                "mails_total{a=\"1\",insee=\"30189\",z=\"\\\"\\\\\"}",
                new Scrape(PAGE, "mails_total", "insee", Map.of("z", "\"\\", "a", "1"), MINUTE).of(new Insee("30189")));
    }

    @Test
    void aMeterThatIsScrapedIsASumWithARhythm() {
        assertEquals(
                Optional.of(SENT),
                meter(Meter.Aggregation.SUM, Optional.of(Duration.ofHours(1))).scrape());
        for (Meter.Aggregation other : Meter.Aggregation.values()) {
            if (other != Meter.Aggregation.SUM) {
                assertSaid("aggregation is sum", () -> meter(other, Optional.of(Duration.ofHours(1))));
            }
        }
        assertSaid("needs a rhythm", () -> meter(Meter.Aggregation.SUM, Optional.empty()));
        assertEquals(
                Optional.empty(),
                new Meter("sent", "Envois", "courriel", Meter.Aggregation.SUM, null, null, null).scrape(),
                "as the journal said before there were scrapes");
    }

    private static Meter meter(Meter.Aggregation aggregation, Optional<Duration> rhythm) {
        return new Meter("sent", "Envois", "courriel", aggregation, List.of(), rhythm, Optional.of(SENT));
    }

    private static void assertSaid(String words, Callable<?> wrong) {
        Refusal refusal = assertThrows(Refusal.class, wrong::call);
        assertEquals(Reason.INVALID, refusal.reason());
        assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    }
}
