package fr.beffroi.metering.internal;

import fr.beffroi.api.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A page in Prometheus' text format 0.0.4 or in OpenMetrics', as far as counters are concerned. Read strictly: what isn't well-formed
 * may be half of something, so it makes the whole page unreadable. When a value was taken (the timestamp) isn't asked, and
 * exemplars are passed over.
 *
 * @param types what the page says that those that were asked for are, by name
 * @param samples those that were asked for, in the order of the page
 */
record PrometheusText(Map<String, String> types, List<Sample> samples) {
    /** Those that are asked for; more are none of one house. */
    static final int MOST_SAMPLES = 100_000;

    /** @param value as it was written */
    record Sample(String name, Map<String, String> labels, String value) {}

    /**
     * @param openMetrics whether it says that it is, and so has to say where it ends
     * @param names of the samples that are kept, at most {@value #MOST_SAMPLES}
     * @throws Refusal {@link fr.beffroi.api.Reason#INVALID} in a sentence with the number of the line; nothing of the page stands in it
     */
    static PrometheusText read(String text, boolean openMetrics, Set<String> names) {
        boolean ended = openMetrics ? text.endsWith("# EOF\n") || text.endsWith("# EOF") : text.endsWith("\n");
        if (!ended && !text.isEmpty()) {
            throw Refusal.invalid("The page breaks off before its end.");
        }
        Map<String, String> types = new HashMap<>();
        List<Sample> samples = new ArrayList<>();
        int number = 0;
        for (int from = 0; from < text.length(); ) {
            number++;
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            Line line = new Line(text, from, end, number);
            line.skipBlanks();
            if (line.is('#')) {
                comment(text.substring(from, end), types, names);
            } else if (!line.atEnd()) {
                Sample sample = sample(line, openMetrics);
                if (names.contains(sample.name())) {
                    if (samples.size() == MOST_SAMPLES) {
                        throw Refusal.invalid("The page has more than " + MOST_SAMPLES + " such counters.");
                    }
                    samples.add(sample);
                }
            }
            from = end + 1;
        }
        return new PrometheusText(types, samples);
    }

    /** What a metric is; {@code untyped} when the page doesn't say. OpenMetrics says it of the counter without its ending. */
    String type(String name) {
        return types.getOrDefault(name, "untyped");
    }

    private static void comment(String line, Map<String, String> types, Set<String> names) {
        String[] words = line.strip().split("[ \t]+");
        if (words.length == 4 && words[0].equals("#") && words[1].equals("TYPE") && names.contains(words[2])) {
            types.put(words[2], words[3]);
        }
    }

    private static Sample sample(Line line, boolean openMetrics) {
        String name = line.name(true);
        Map<String, String> labels = new HashMap<>();
        line.skipBlanks();
        if (line.is('{')) {
            labels(line, labels);
            line.skipBlanks();
        }
        String value = line.word();
        line.skipBlanks();
        if (!line.atEnd() && !line.is('#')) {
            line.timestamp();
            line.skipBlanks();
        }
        if (!line.atEnd() && !(openMetrics && line.is('#'))) {
            throw line.wrong("something stands behind the value");
        }
        return new Sample(name, labels, value);
    }

    private static void labels(Line line, Map<String, String> labels) {
        line.pass('{');
        line.skipBlanks();
        while (!line.is('}')) {
            String label = line.name(false);
            line.skipBlanks();
            line.pass('=');
            line.skipBlanks();
            if (labels.put(label, line.quoted()) != null) {
                throw line.wrong("a label stands there twice");
            }
            line.skipBlanks();
            if (!line.is('}')) {
                line.pass(',');
                line.skipBlanks();
            }
        }
        line.pass('}');
    }

    /** One line, and how far it is read. */
    private static final class Line {
        private final String text;
        private final int end;
        private final int number;
        private int at;

        Line(String text, int from, int end, int number) {
            this.text = text;
            this.at = from;
            this.end = end;
            this.number = number;
        }

        boolean atEnd() {
            return at == end;
        }

        boolean is(char one) {
            return at < end && text.charAt(at) == one;
        }

        void pass(char one) {
            if (!is(one)) {
                throw wrong("\"" + one + "\" is expected");
            }
            at++;
        }

        void skipBlanks() {
            while (is(' ') || is('\t')) {
                at++;
            }
        }

        String name(boolean ofMetric) {
            int from = at;
            while (at < end && isOfName(text.charAt(at), at > from, ofMetric)) {
                at++;
            }
            if (at == from) {
                throw wrong("a name is expected");
            }
            return text.substring(from, at);
        }

        private static boolean isOfName(char one, boolean later, boolean ofMetric) {
            return one >= 'a' && one <= 'z'
                    || one >= 'A' && one <= 'Z'
                    || one == '_'
                    || ofMetric && one == ':'
                    || later && one >= '0' && one <= '9';
        }

        String word() {
            int from = at;
            while (at < end && !is(' ') && !is('\t')) {
                at++;
            }
            if (at == from) {
                throw wrong("a value is expected");
            }
            return text.substring(from, at);
        }

        void timestamp() {
            if (!word().matches("-?[0-9]{1,20}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?")) {
                throw wrong("something stands behind the value that is no time");
            }
        }

        String quoted() {
            pass('"');
            StringBuilder value = new StringBuilder();
            while (!is('"')) {
                if (atEnd()) {
                    throw wrong("a quote is opened and not closed");
                }
                char one = text.charAt(at++);
                value.append(one == '\\' ? escaped() : one);
            }
            at++;
            return value.toString();
        }

        private char escaped() {
            char one = atEnd() ? ' ' : text.charAt(at++);
            return switch (one) {
                case '\\', '"' -> one;
                case 'n' -> '\n';
                default -> throw wrong("a backslash stands before what needs none");
            };
        }

        Refusal wrong(String what) {
            return Refusal.invalid("Line " + number + " of the page is no line of its format: " + what + ".");
        }
    }
}
