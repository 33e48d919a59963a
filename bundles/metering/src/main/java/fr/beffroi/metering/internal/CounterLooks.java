package fr.beffroi.metering.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Scrape;
import fr.beffroi.metering.internal.PrometheusText.Sample;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a page says of one meter.
 *
 * @param byTenant of the communes of the house that it says anything of
 * @param others why it says nothing of all others
 * @param problems what is wrong with it, in sentences that stay the same as long as the problem does
 * @param strangers whom else it says something of, in a sentence: none of this house, so nothing is lost
 */
record CounterLooks(Map<Insee, Look> byTenant, Missed others, Set<String> problems, Optional<String> strangers) {
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");
    private static final int LONGEST_NUMBER = 64;
    private static final BigDecimal MOST = BigDecimal.TEN.pow(18);
    private static final int MOST_NAMED = 5;

    /** Nothing of nobody. */
    static CounterLooks none(Missed missed) {
        return new CounterLooks(Map.of(), missed, Set.of(), Optional.empty());
    }

    /** @param communes of the house; what the page says of any other is passed over */
    static CounterLooks of(PrometheusText page, Scrape scrape, Set<Insee> communes) {
        String type = page.type(scrape.counter());
        if (!Set.of("counter", "untyped", "unknown").contains(type)) {
            return new CounterLooks(
                    Map.of(),
                    Missed.UNREADABLE,
                    Set.of("The page says that " + scrape.counter() + " is something else than a counter,"
                            + " which never goes down."),
                    Optional.empty());
        }
        Map<Insee, List<Sample>> samples = new HashMap<>();
        TreeSet<String> strangers = new TreeSet<>();
        for (Sample sample : page.samples()) {
            if (fits(sample, scrape)) {
                String tenant = sample.labels().getOrDefault(scrape.tenantLabel(), "");
                Insee commune = commune(tenant, communes);
                if (commune == null) {
                    strangers.add(tenant);
                } else {
                    samples.computeIfAbsent(commune, insee -> new ArrayList<>()).add(sample);
                }
            }
        }
        Map<Insee, Look> looks = new HashMap<>();
        Set<String> problems = new TreeSet<>();
        samples.forEach((commune, found) -> looks.put(commune, look(commune, found, problems)));
        return new CounterLooks(
                looks,
                Missed.ABSENT,
                problems,
                strangers.isEmpty() ? Optional.empty() : Optional.of(strange(scrape.tenantLabel(), strangers)));
    }

    /** As everywhere with Prometheus, a label that isn't there is one that says nothing. */
    private static boolean fits(Sample sample, Scrape scrape) {
        return sample.name().equals(scrape.counter())
                && scrape.labels().entrySet().stream()
                        .allMatch(label ->
                                sample.labels().getOrDefault(label.getKey(), "").equals(label.getValue()));
    }

    /** @return null when it is none of the house */
    private static Insee commune(String text, Set<Insee> communes) {
        try {
            Insee insee = new Insee(text);
            return communes.contains(insee) ? insee : null;
        } catch (Refusal e) {
            return null;
        }
    }

    private static Look look(Insee commune, List<Sample> found, Set<String> problems) {
        if (found.size() > 1) {
            problems.add("More than one counter is that of the commune " + commune
                    + ": the scrape's \"labels\" have to leave one.");
            return Look.none(Missed.AMBIGUOUS);
        }
        try {
            return Look.at(value(found.get(0).value()));
        } catch (Refusal e) {
            problems.add("The counter of the commune " + commune + " can't be read: " + e.getMessage());
            return Look.none(Missed.UNREADABLE);
        }
    }

    /**
     * Exactly what was written.
     *
     * @throws Refusal when it is no number that a counter can have and a reading can hold
     */
    static BigDecimal value(String text) {
        if (text.length() > LONGEST_NUMBER || !NUMBER.matcher(text).matches()) {
            throw Refusal.invalid("its value is no number.");
        }
        BigDecimal value = new BigDecimal(text);
        if (value.signum() < 0 || value.compareTo(MOST) > 0) {
            throw Refusal.invalid("its value is not from 0 to " + MOST.toPlainString() + ".");
        }
        BigDecimal shortest = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        if (shortest.scale() > Reading.SCALE) {
            throw Refusal.invalid("its value has more than six decimals.");
        }
        return shortest;
    }

    /** Those of other houses may well be on the page of somebody who serves many. */
    private static String strange(String label, TreeSet<String> strangers) {
        List<String> named = strangers.stream()
                .filter(text -> text.matches("[0-9A-Za-z.-]{1,20}"))
                .limit(MOST_NAMED)
                .toList();
        return "The label " + label + " has " + strangers.size() + (strangers.size() == 1 ? " value" : " values")
                + " that " + (strangers.size() == 1 ? "is" : "are") + " no commune of this house"
                + (named.isEmpty() ? "" : ", such as " + String.join(", ", named)) + ": nothing of it is counted.";
    }
}
