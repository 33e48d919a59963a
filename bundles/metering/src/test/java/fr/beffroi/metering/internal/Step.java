package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.OCTOBER;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Something that happens to metering. Its text is a line of a story. */
interface Step {
    void happensTo(Played house) throws Exception;

    /** Hours that readings are of, and clocks go to: few, so that much falls together. */
    int HOURS = 6;

    /** A batch; the same may be in it several times. */
    record Bring(List<Brought> batch) implements Step {
        @Override
        public void happensTo(Played house) {
            house.bring(batch.stream().map(Brought::reading).toList());
        }
    }

    /** Everything that was ever brought, once more, in another order and in other batches. */
    record BringAllAgain(long seed) implements Step {
        @Override
        public void happensTo(Played house) {
            house.bringAllAgain(new Random(seed));
        }
    }

    /** The clock jumps, ahead or back. */
    record ClockTo(int hour, int minute) implements Step {
        @Override
        public void happensTo(Played house) {
            house.set(OCTOBER.plus(Duration.ofHours(hour)).plus(Duration.ofMinutes(minute)));
        }
    }

    /** What the room does each minute: lets through what is ripe, and seals the hours that are over. */
    record Round() implements Step {
        @Override
        public void happensTo(Played house) {
            house.round();
        }
    }

    /** Closes a period of some hours. */
    record Close(int hour, int hours) implements Step {
        @Override
        public void happensTo(Played house) {
            house.close(OCTOBER.plus(Duration.ofHours(hour)), OCTOBER.plus(Duration.ofHours(hour + hours)));
        }
    }

    /** Somebody sets the times of a source right. */
    record Replay(boolean ofNimes, int hours) implements Step {
        @Override
        public void happensTo(Played house) {
            house.replay("/t/" + (ofNimes ? NIMES : BERNIS) + "/actes", Duration.ofHours(hours));
        }
    }

    record Restart() implements Step {
        @Override
        public void happensTo(Played house) throws Exception {
            house.restart();
        }
    }

    record Verify() implements Step {
        @Override
        public void happensTo(Played house) {
            house.verify();
        }
    }

    /** One of few readings, rightly or wrongly. */
    record Brought(int number, Kind kind) {
        enum Kind {
            READING,
            OTHER_CONTENT,
            WITHDRAWAL,
            ANOTHER_WITHDRAWAL,
            WRONG_WITHDRAWAL
        }

        Reading reading() {
            Insee tenant = number % 2 == 0 ? NIMES : BERNIS;
            Instant time = OCTOBER.plus(Duration.ofHours(number % HOURS)).plus(Duration.ofMinutes(number));
            Reading right = House.reading("r" + number, tenant, time, number + ".25");
            Reading wrong = House.reading("r" + number, tenant, time.plusSeconds(1), number + ".5");
            return switch (kind) {
                case READING -> right;
                case OTHER_CONTENT -> wrong;
                case WITHDRAWAL -> House.withdrawal("w" + number, right);
                case ANOTHER_WITHDRAWAL -> House.withdrawal("x" + number, right);
                case WRONG_WITHDRAWAL -> House.withdrawal("y" + number, wrong);
            };
        }

        @Override
        public String toString() {
            return reading().id()
                    + (kind == Kind.OTHER_CONTENT ? " with other content" : "")
                    + reading()
                            .corrects()
                            .map(id ->
                                    " that takes " + id + " back" + (kind == Kind.WRONG_WITHDRAWAL ? " wrongly" : ""))
                            .orElse("");
        }
    }

    /** Whatever may happen, what happens often more often. */
    static Arbitrary<List<Step>> some() {
        return any().list().ofMinSize(1).ofMaxSize(30);
    }

    private static Arbitrary<Step> any() {
        Arbitrary<Integer> hours = Arbitraries.integers().between(0, HOURS + 1);
        Arbitrary<Brought.Kind> kinds = Arbitraries.frequency(
                Tuple.of(5, Brought.Kind.READING),
                Tuple.of(1, Brought.Kind.OTHER_CONTENT),
                Tuple.of(3, Brought.Kind.WITHDRAWAL),
                Tuple.of(2, Brought.Kind.ANOTHER_WITHDRAWAL),
                Tuple.of(1, Brought.Kind.WRONG_WITHDRAWAL));
        Arbitrary<Step> bring = Combinators.combine(Arbitraries.integers().between(0, 7), kinds)
                .as(Brought::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(Bring::new);
        return Arbitraries.frequencyOf(
                Tuple.of(8, bring),
                Tuple.of(2, Arbitraries.longs().between(0, 99).map(BringAllAgain::new)),
                Tuple.of(4, Combinators.combine(hours, Arbitraries.of(0, 2, 58)).as(ClockTo::new)),
                Tuple.of(3, Arbitraries.create(Round::new)),
                Tuple.of(
                        1,
                        Combinators.combine(hours, Arbitraries.integers().between(1, 3))
                                .as(Close::new)),
                Tuple.of(
                        2,
                        Combinators.combine(
                                        Arbitraries.of(true, false),
                                        Arbitraries.integers().between(-3, 1))
                                .as(Replay::new)),
                Tuple.of(1, Arbitraries.create(Restart::new)),
                Tuple.of(1, Arbitraries.create(Verify::new)));
    }
}
