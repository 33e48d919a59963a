package fr.beffroi.api;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where a service that is not ours to change shows what it counted: a page of counters in Prometheus' text format, one counter for
 * each commune. The house asks for the page again and again; what was used is by how much a counter has risen.
 *
 * @param address of the page; it names the readings as their source, so it holds no secret
 * @param counter name of the counter as it stands on the page: {@code mails_sent_total}
 * @param tenantLabel the label whose value is the INSEE code of the commune
 * @param labels what other labels have to say, by name, so that one counter is left for each commune; often none
 * @param every how often the page is asked for, whole seconds from {@code PT10S} to {@code PT1H}
 */
public record Scrape(URI address, String counter, String tenantLabel, Map<String, String> labels, Duration every) {
    private static final Pattern COUNTER = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]{0,99}");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,99}");
    private static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}]{0,200}");
    private static final int LONGEST_ADDRESS = 200;
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** @throws Refusal {@link Reason#INVALID} when a part is missing or isn't what it should be */
    public Scrape {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(every, "every");
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        requireAddress(address);
        if (counter == null || !COUNTER.matcher(counter).matches()) {
            throw Refusal.invalid("\"" + counter + "\" can't be the name of a counter: letters, digits, underscores and"
                    + " colons only, no digit first, 100 at most, such as mails_sent_total.");
        }
        requireLabel(tenantLabel);
        labels.forEach((name, value) -> {
            requireLabel(name);
            if (!VALUE.matcher(value).matches()) {
                throw Refusal.invalid("The label " + name + " of the counter " + counter
                        + " has to say one thing, of 200 characters at most and none of them a control character.");
            }
        });
        if (labels.containsKey(tenantLabel)) {
            throw Refusal.invalid("The label " + tenantLabel + " of the counter " + counter
                    + " names the commune, so it can't be among those with a fixed value.");
        }
        if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0 || every.getNano() != 0) {
            throw Refusal.invalid("The counter " + counter + " is asked for every " + every
                    + ", but whole seconds are expected, from PT10S (ten seconds) to PT1H (an hour).");
        }
    }

    private static void requireAddress(URI address) {
        boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!web
                || address.getHost() == null
                || address.getPort() == 0
                || address.getPort() > 65_535
                || !address.toString().equals(address.toASCIIString())
                || address.toString().length() > LONGEST_ADDRESS) {
            throw Refusal.invalid("A page of counters has an address of at most " + LONGEST_ADDRESS
                    + " plain characters that begins with http:// or https:// and names a server, such as"
                    + " http://mail.example:9100/metrics.");
        }
        if (address.getRawUserInfo() != null || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw Refusal.invalid(
                    "The address of a page of counters has no user, no ?query and no #fragment: it is shown"
                            + " and kept with every reading, so nothing secret may stand in it.");
        }
    }

    private static void requireLabel(String name) {
        if (name == null || !LABEL.matcher(name).matches()) {
            throw Refusal.invalid("\"" + name + "\" can't be the name of a label: letters, digits and underscores only,"
                    + " no digit first, 100 at most, such as insee.");
        }
    }

    /** The counter of one commune as it is written on such a page: {@code mails_sent_total{insee="30189"}}. */
    public String of(Insee tenant) {
        TreeMap<String, String> all = new TreeMap<>(labels);
        all.put(tenantLabel, tenant.code());
        StringBuilder text = new StringBuilder(counter).append('{');
        all.forEach((name, value) -> text.append(text.charAt(text.length() - 1) == '{' ? "" : ",")
                .append(name)
                .append("=\"")
                .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"'));
        return text.append('}').toString();
    }
}
