package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static fr.beffroi.metering.internal.House.all;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision.HourSealed;
import fr.beffroi.journal.Decisions;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Seal;
import fr.beffroi.metering.Total;
import fr.beffroi.store.testing.StoreUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A story, played to a house and to the model of it, which have to agree after every step. */
final class Played implements AutoCloseable {
    private static final Filter EVER = all(Instant.EPOCH, Instant.parse("2200-01-01T00:00:00Z"));
    private static final int MANY = 10_000;

    private final StoreUnderTest data;
    private final Model model = new Model();
    private final List<Reading> brought = new ArrayList<>();
    private House house;
    /** Before this the hours of arrival are final. */
    private Instant fence = Instant.EPOCH;

    Played(StoreUnderTest data) throws Exception {
        this.data = data;
        open(OCTOBER.plus(Duration.ofHours(1)));
    }

    private void open(Instant now) throws Exception {
        house = new House(data.store());
        set(now);
    }

    void set(Instant now) {
        house.clock.set(now);
        model.set(now);
    }

    House house() {
        return house;
    }

    void play(Step step) throws Exception {
        step.happensTo(this);
        assertAgreement();
    }

    /** Ends the story at a time when every hour is over: all is sealed, and nothing that was brought has to be brought again. */
    void end() throws Exception {
        set(OCTOBER.plus(Duration.ofDays(40)));
        round();
        bringAllAgain(new Random(brought.size()));
        set(OCTOBER.plus(Duration.ofDays(41)));
        round();
        assertAgreement();
        verify();
        assertEquals(
                model.counted().size(),
                house.journal.read(0, MANY).stream()
                        .mapToLong(entry -> entry.decision() instanceof HourSealed seal ? seal.readings() : 0)
                        .sum(),
                "what counts was sealed once with the hour of its arrival");
    }

    /** What counts. */
    List<Reading> counted() {
        return model.counted();
    }

    void bring(List<Reading> batch) {
        brought.addAll(batch);
        assertEquals(
                model.bring(batch),
                house.metering.accept(STAFF, batch).stream()
                        .map(Receipt::outcome)
                        .toList());
    }

    void bringAllAgain(Random random) {
        List<Reading> again = new ArrayList<>(brought);
        Collections.shuffle(again, random);
        for (int from = 0; from < again.size(); ) {
            int to = Math.min(again.size(), from + 1 + random.nextInt(20));
            List<Reading> batch = again.subList(from, to);
            assertEquals(
                    model.bring(batch),
                    house.metering.accept(STAFF, batch).stream()
                            .map(Receipt::outcome)
                            .toList());
            from = to;
        }
    }

    void round() {
        house.metering.round();
        model.letThroughWhatIsRipe();
        Instant hour = Columns.instant(Columns.hourOf(Columns.micros(house.clock.instant())));
        fence = hour.isAfter(fence) ? hour : fence;
    }

    void replay(String source, Duration shift) {
        assertEquals(model.replay(source, shift), house.metering.replay(STAFF, source, shift));
    }

    void restart() throws Exception {
        house.close();
        open(house.clock.instant());
    }

    void close(Instant from, Instant to) {
        // A decision is never before the last one, wherever the clock jumped.
        boolean over = !house.journal.rehearse(STAFF, Decisions::now).isBefore(to);
        Optional<List<Total>> sealed;
        try {
            sealed = Optional.of(
                    house.journal.decide(STAFF, decisions -> house.metering.seal(decisions, from, to)).stream()
                            .map(Seal::total)
                            .toList());
        } catch (Refusal refused) {
            sealed = Optional.empty();
        }
        assertEquals(over && model.close(from, to), sealed.isPresent(), "closed");
        sealed.ifPresent(totals -> assertEquals(house.metering.totals(all(from, to)), totals));
    }

    void verify() {
        List<String> findings = house.metering.verify();
        boolean fenceIsAhead = fence.isAfter(house.clock.instant().plus(Duration.ofHours(1)));
        assertEquals(fenceIsAhead ? 1 : 0, findings.size(), findings::toString);
        assertTrue(!fenceIsAhead || findings.get(0).contains("a clock was wrong"), findings::toString);
    }

    private void assertAgreement() {
        List<Reading> stored = house.metering.readings(EVER, Optional.empty(), MANY);
        assertEquals(new HashSet<>(model.counted()), new HashSet<>(stored));
        assertEquals(model.counted().size(), stored.size());
        assertEquals(Model.hourly(model.counted()), house.metering.hourly(EVER));
        assertEquals(model.waiting(), house.metering.quarantine(EVER, MANY));
    }

    @Override
    public void close() {
        house.close();
    }
}
