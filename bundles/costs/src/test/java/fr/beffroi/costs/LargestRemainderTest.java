package fr.beffroi.costs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class LargestRemainderTest {

    @Property
    void theSharesAddUpToTheAmount(
            @ForAll @LongRange(min = 0) long cents, @ForAll("weights") List<BigInteger> weights) {
        assertEquals(
                BigInteger.valueOf(cents),
                LargestRemainder.share(cents, byCode(weights)).values().stream()
                        .map(BigInteger::valueOf)
                        .reduce(BigInteger.ZERO, BigInteger::add));
    }

    @Property
    void noShareIsACentAwayFromTheExactOneAndNoneIsNegative(
            @ForAll @LongRange(min = 0) long cents, @ForAll("weights") List<BigInteger> weights) {
        BigInteger all = sum(weights);
        LargestRemainder.share(cents, byCode(weights)).forEach((code, share) -> {
            assertTrue(share >= 0);
            BigInteger exactTimesAll =
                    BigInteger.valueOf(cents).multiply(byCode(weights).get(code));
            BigInteger off = BigInteger.valueOf(share)
                    .multiply(all)
                    .subtract(exactTimesAll)
                    .abs();
            assertTrue(off.compareTo(all) < 0, () -> code + " is a cent or more away");
        });
    }

    @Property
    void whoUsedNothingPaysNothingAndWhoUsedMoreNeverPaysLess(
            @ForAll @LongRange(min = 0, max = 1_000) long cents, @ForAll("weights") List<BigInteger> weights) {
        SortedMap<String, BigInteger> byCode = byCode(weights);
        SortedMap<String, Long> shares = LargestRemainder.share(cents, byCode);
        byCode.forEach((code, weight) -> {
            if (weight.signum() == 0) {
                assertEquals(0, shares.get(code));
            }
            byCode.forEach((other, otherWeight) -> {
                if (weight.compareTo(otherWeight) > 0) {
                    assertTrue(shares.get(code) >= shares.get(other));
                }
            });
        });
    }

    @Property
    void theOrderInWhichTheyComeChangesNothing(
            @ForAll @LongRange(min = 0) long cents,
            @ForAll("weights") List<BigInteger> weights,
            @ForAll Random random) {
        SortedMap<String, BigInteger> byCode = byCode(weights);
        List<String> codes = new ArrayList<>(byCode.keySet());
        Collections.shuffle(codes, random);
        Map<String, BigInteger> shuffled = new LinkedHashMap<>();
        codes.forEach(code -> shuffled.put(code, byCode.get(code)));

        assertEquals(LargestRemainder.share(cents, byCode), LargestRemainder.share(cents, shuffled));
    }

    @Property
    void onlyProportionsMatter(
            @ForAll @LongRange(min = 0) long cents,
            @ForAll("weights") List<BigInteger> weights,
            @ForAll @LongRange(min = 1, max = 1_000_000) long factor) {
        List<BigInteger> scaled = weights.stream()
                .map(weight -> weight.multiply(BigInteger.valueOf(factor)))
                .toList();

        assertEquals(LargestRemainder.share(cents, byCode(weights)), LargestRemainder.share(cents, byCode(scaled)));
    }

    @Property
    void itIsWhatHandingOutCentByCentGives(
            @ForAll @LongRange(min = 0, max = 2_000) long cents, @ForAll("weights") List<BigInteger> weights) {
        assertEquals(centByCent(cents, byCode(weights)), LargestRemainder.share(cents, byCode(weights)));
    }

    @Example
    void tiesGoByTheOrderOfTheCodes() {
        SortedMap<String, BigInteger> three = new TreeMap<>();
        List.of("30189", "2A004", "30036").forEach(code -> three.put(code, BigInteger.ONE));

        assertEquals(
                new TreeMap<>(Map.of("2A004", 34L, "30036", 33L, "30189", 33L)), LargestRemainder.share(100, three));
        assertEquals(
                new TreeMap<>(Map.of("2A004", 34L, "30036", 34L, "30189", 33L)), LargestRemainder.share(101, three));
    }

    @Example
    void allCommunesOfFranceShareExactly() {
        Random random = new Random(34_871);
        SortedMap<Integer, BigInteger> weights = new TreeMap<>();
        IntStream.range(0, 34_871).forEach(i -> weights.put(i, new BigInteger(random.nextInt(120), random)));

        SortedMap<Integer, Long> shares = LargestRemainder.share(123_456_789_012L, weights);

        assertEquals(
                123_456_789_012L,
                shares.values().stream().mapToLong(Long::longValue).sum());
    }

    @Example
    void nothingCanBeSharedAmongNobodyAndNobodyCanUseLessThanNothing() {
        assertEquals(Map.of(), LargestRemainder.share(0, new TreeMap<String, BigInteger>()));
        assertEquals(Map.of("a", 0L), LargestRemainder.share(0, Map.of("a", BigInteger.ZERO)));
        assertThrows(
                IllegalArgumentException.class, () -> LargestRemainder.share(1, new TreeMap<String, BigInteger>()));
        assertThrows(IllegalArgumentException.class, () -> LargestRemainder.share(1, Map.of("a", BigInteger.ZERO)));
        assertThrows(
                IllegalArgumentException.class, () -> LargestRemainder.share(1, Map.of("a", BigInteger.ONE.negate())));
        assertThrows(IllegalArgumentException.class, () -> LargestRemainder.share(-1, Map.of("a", BigInteger.ONE)));
    }

    /** Communes that used nothing, little, as much as their neighbour, and beyond 64 bits; never all nothing. */
    @Provide
    Arbitrary<List<BigInteger>> weights() {
        Arbitrary<BigInteger> one = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(1, Arbitraries.just(BigInteger.ZERO)),
                net.jqwik.api.Tuple.of(3, Arbitraries.longs().between(1, 12).map(BigInteger::valueOf)),
                net.jqwik.api.Tuple.of(
                        3, Arbitraries.longs().between(1, Long.MAX_VALUE).map(BigInteger::valueOf)),
                net.jqwik.api.Tuple.of(1, Arbitraries.bigIntegers().between(BigInteger.ONE, BigInteger.TEN.pow(40))));
        return one.list().ofMinSize(1).ofMaxSize(39).filter(all -> sum(all).signum() > 0);
    }

    /** Whole cents first; then each cent left goes to whoever is furthest below the exact share. By decimals of sixty digits. */
    static <K extends Comparable<K>> SortedMap<K, Long> centByCent(long cents, Map<K, BigInteger> weights) {
        // Weights go up to 40 digits, so two exact shares that differ do so before the 45th decimal.
        MathContext exactEnough = new MathContext(100);
        BigDecimal all = new BigDecimal(sum(weights.values()));
        SortedMap<K, BigDecimal> exact = new TreeMap<>();
        SortedMap<K, Long> given = new TreeMap<>();
        weights.forEach((code, weight) -> {
            BigDecimal share =
                    BigDecimal.valueOf(cents).multiply(new BigDecimal(weight)).divide(all, exactEnough);
            BigDecimal rounded = share.setScale(80, java.math.RoundingMode.HALF_EVEN);
            exact.put(code, rounded);
            given.put(code, rounded.longValue());
        });
        long left =
                cents - given.values().stream().flatMapToLong(LongStream::of).sum();
        List<K> once = new ArrayList<>(given.keySet());
        for (; left > 0; left--) {
            K neediest = once.stream()
                    .max(Comparator.<K, BigDecimal>comparing(
                                    code -> exact.get(code).subtract(BigDecimal.valueOf(given.get(code))))
                            .thenComparing(Comparator.reverseOrder()))
                    .orElseThrow();
            given.merge(neediest, 1L, Long::sum);
            once.remove(neediest);
        }
        return given;
    }

    private static BigInteger sum(Iterable<BigInteger> weights) {
        BigInteger sum = BigInteger.ZERO;
        for (BigInteger weight : weights) {
            sum = sum.add(weight);
        }
        return sum;
    }

    private static SortedMap<String, BigInteger> byCode(List<BigInteger> weights) {
        SortedMap<String, BigInteger> byCode = new TreeMap<>();
        weights.forEach(weight -> byCode.put(Integer.toString(30_000 + byCode.size()), weight));
        return byCode;
    }
}
