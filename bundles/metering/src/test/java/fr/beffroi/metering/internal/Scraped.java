package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Scrape;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Gap;
import fr.beffroi.metering.Total;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A house with a mail service elsewhere, of which it reads a counter each minute when it is told to. */
final class Scraped implements AutoCloseable {
    static final Duration EVERY = Duration.ofMinutes(1);
    static final Duration NEVER = Duration.ofDays(1);
    private static final String SERVICE = "5a5e4c1e-mail";

    final House house;
    private final Scraping.Pages pages;
    private volatile ReadingIntake intake;
    private Scraping scraping;

    /** @param looks how often it looks by itself */
    Scraped(House house, Scraping.Pages pages, Duration looks) {
        this.house = house;
        this.pages = pages;
        this.intake = house.metering;
        this.scraping = open(looks);
    }

    private Scraping open(Duration looks) {
        return new Scraping(
                house.metering,
                (actor, readings) -> intake.accept(actor, readings),
                house.store,
                house.broker,
                house.communes,
                house.clock,
                pages,
                looks);
    }

    /** As after a kill: whatever wasn't stored is forgotten. */
    void restart() {
        scraping.stop();
        scraping = open(NEVER);
    }

    void bringsTo(ReadingIntake other) {
        intake = other;
    }

    Optional<String> warning() {
        return scraping.warning();
    }

    static Meter meter(String name, Scrape scrape) {
        return new Meter(
                name,
                name,
                "courriel",
                Meter.Aggregation.SUM,
                List.of(),
                Optional.of(Duration.ofHours(1)),
                Optional.of(scrape));
    }

    static Scrape sent(URI address) {
        return new Scrape(address, "mails_total", "insee", Map.of("kind", "sent"), EVERY);
    }

    static Scrape received(URI address) {
        return new Scrape(address, "mails_total", "insee", Map.of("kind", "received"), EVERY);
    }

    void publish(Meter... meters) {
        Offering offering = new Offering(
                SERVICE,
                "mail",
                "Messagerie",
                "Courriels de la commune.",
                List.of(),
                Optional.empty(),
                false,
                List.of(meters),
                List.of(),
                List.of(new Plan("plan-mail", "standard", "Tout compris.", Map.of())));
        house.catalogue.set(0, offering);
        record(new Decision.OfferingPublished(offering));
    }

    void subscribed(Insee tenant) {
        String id = "s-" + tenant;
        record(new Decision.SubscriptionOrdered(id, "op-" + id, tenant, SERVICE, "plan-mail", "ab", Optional.empty()));
        record(new Decision.OperationSucceeded(id, "op-" + id, tenant));
    }

    void record(Decision decision) {
        house.journal.decide(STAFF, decisions -> decisions.record(decision));
    }

    void at(int hour, int minute) {
        house.clock.set(time(hour, minute));
    }

    static Instant time(int hour, int minute) {
        return OCTOBER.plus(Duration.ofHours(hour)).plus(Duration.ofMinutes(minute));
    }

    void round() {
        scraping.round();
    }

    void roundAt(int hour, int minute) {
        at(hour, minute);
        round();
    }

    /** What was used by that commune, of all meters; what wasn't used is 0. */
    BigDecimal used(Insee tenant, Instant from, Instant to) {
        return house
                .metering
                .totals(new Filter(Optional.of(tenant), Optional.empty(), Optional.empty(), from, to))
                .stream()
                .map(Total::quantity)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .stripTrailingZeros();
    }

    String used(Insee tenant) {
        return used(tenant, OCTOBER, NOVEMBER).toPlainString();
    }

    /** Those that the entrance keeps, in lines; silence is none of its business. */
    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        for (Gap gap : house.metering.gaps(House.all(OCTOBER, NOVEMBER))) {
            if (!gap.reason().equals(Gap.SILENT)) {
                gaps.add(gap.tenant() + " " + gap.meter() + " " + minute(gap.from()) + "-" + minute(gap.to()) + " "
                        + gap.reason());
            }
        }
        return gaps;
    }

    private static String minute(Instant at) {
        return at.toString().substring(11, 16);
    }

    long samples() {
        return house.store.read(sql -> sql.createQuery("SELECT COUNT(*) FROM metering_sample")
                .mapTo(Long.class)
                .one());
    }

    @Override
    public void close() {
        scraping.stop();
        house.close();
    }
}
