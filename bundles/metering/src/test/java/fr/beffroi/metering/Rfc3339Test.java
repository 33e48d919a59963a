package fr.beffroi.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class Rfc3339Test {

    @Property(tries = 5_000)
    void anInstantIsReadAsItWasWritten(@ForAll("instants") Instant instant) {
        assertEquals(instant, Rfc3339.parse(instant.toString()));
    }

    @Property(tries = 20_000)
    void whatIsNearlyAnInstantIsReadAsTheLibraryReadsIt(@ForAll("nearly") String text) {
        Optional<Instant> expected = byTheLibrary(text);
        if (expected.isPresent()) {
            assertEquals(expected.get(), Rfc3339.parse(text), text);
        } else {
            assertThrows(DateTimeParseException.class, () -> Rfc3339.parse(text), text);
        }
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs()
                .between(0, 7_258_118_399L)
                .flatMap(second -> Arbitraries.integers()
                        .between(0, 999_999_999)
                        .edgeCases(edges -> edges.add(0, 1, 1_000, 1_000_000, 500_000_000))
                        .map(nano -> Instant.ofEpochSecond(second, nano)));
    }

    /** One character, or the whole of a part, is another one. */
    @Provide
    Arbitrary<String> nearly() {
        Arbitrary<String> parts = Arbitraries.integers().between(0, 99).map(part -> String.format("%02d", part));
        Arbitrary<String> changed = instants()
                .map(Instant::toString)
                .flatMap(text -> Arbitraries.integers()
                        .between(0, text.length() - 2)
                        .flatMap(place ->
                                parts.map(part -> text.substring(0, place) + part + text.substring(place + 2))));
        Arbitrary<String> typed = instants()
                .map(Instant::toString)
                .flatMap(text -> Arbitraries.integers()
                        .between(0, text.length() - 1)
                        .flatMap(place -> Arbitraries.chars()
                                .with("0123456789-+:.TtZz ")
                                .map(next -> text.substring(0, place) + next + text.substring(place + 1))));
        Arbitrary<String> cut = instants()
                .map(Instant::toString)
                .flatMap(text -> Arbitraries.integers()
                        .between(0, text.length())
                        .map(length -> text.substring(0, length) + "Z"));
        return Arbitraries.oneOf(changed, typed, cut);
    }

    private static Optional<Instant> byTheLibrary(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
