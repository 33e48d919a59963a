package fr.beffroi.costs;

import fr.beffroi.api.Reading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shares an amount in proportion to weights, in whole cents that add up to exactly the amount (<i>méthode du plus fort reste</i>):
 * everybody gets the whole cents of their exact share; the cents left over go one each to those whose exact share was cut most,
 * ties in the order of the keys. A share is never a cent or more away from the exact one, and nothing is rounded on the way.
 */
public final class LargestRemainder {
    private record Share<K>(K key, BigInteger cents, BigInteger remainder) {}

    private LargestRemainder() {}

    /** A quantity of at most six decimals as a whole number, in proportion to every other. */
    public static BigInteger weight(BigDecimal quantity) {
        return quantity.setScale(Reading.SCALE).unscaledValue();
    }

    /**
     * @param cents what is shared, not negative
     * @param weights whole numbers, none negative, not all zero unless there is nothing to share
     * @return a share for each key; a weight of zero gets nothing
     */
    public static <K extends Comparable<K>> SortedMap<K, Long> share(long cents, Map<K, BigInteger> weights) {
        BigInteger amount = BigInteger.valueOf(cents);
        BigInteger all = weights.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
        if (amount.signum() < 0 || weights.values().stream().anyMatch(weight -> weight.signum() < 0)) {
            throw new IllegalArgumentException("Neither amount nor weights can be negative.");
        }
        if (all.signum() == 0 && amount.signum() > 0) {
            throw new IllegalArgumentException("An amount can't be shared among nobody.");
        }
        List<Share<K>> shares = new ArrayList<>();
        BigInteger left = amount;
        for (Map.Entry<K, BigInteger> entry : weights.entrySet()) {
            BigInteger[] exact = all.signum() == 0
                    ? new BigInteger[] {BigInteger.ZERO, BigInteger.ZERO}
                    : amount.multiply(entry.getValue()).divideAndRemainder(all);
            shares.add(new Share<>(entry.getKey(), exact[0], exact[1]));
            left = left.subtract(exact[0]);
        }
        shares.sort(Comparator.<Share<K>, BigInteger>comparing(Share::remainder)
                .reversed()
                .thenComparing(Share::key));
        SortedMap<K, Long> result = new TreeMap<>();
        for (Share<K> share : shares) {
            boolean oneMore = left.signum() > 0;
            result.put(
                    share.key(),
                    share.cents()
                            .add(oneMore ? BigInteger.ONE : BigInteger.ZERO)
                            .longValueExact());
            left = oneMore ? left.subtract(BigInteger.ONE) : left;
        }
        return result;
    }
}
