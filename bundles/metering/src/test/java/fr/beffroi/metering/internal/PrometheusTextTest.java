package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Refusal;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTextTest {
    private static final Set<String> A = Set.of("a_total");

    /** From the format's own documentation, with what it allows besides. */
    @Test
    void theFormatIsRead() {
        PrometheusText page = PrometheusText.read(
                """
                # HELP http_requests_total The total number of HTTP requests.
                # TYPE http_requests_total counter
                http_requests_total{method="post",code="200"} 1027 1395066363000
                http_requests_total{method="post",code="400"}    3 1395066363000

                # Escaping in label values:
                msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9

                # Minimalistic line:
                metric_without_timestamp_and_labels 12.47
                something_weird{problem="division by zero"} +Inf -3982045
                \t http_requests_total \t{ method = "get" , } \t 1.027e+03 \t
                # HELP http_request_duration_seconds A histogram of the request duration.
                # TYPE http_request_duration_seconds histogram
                http_request_duration_seconds_bucket{le="+Inf"} 144320
                http_request_duration_seconds_count 144320
                rpc_duration_seconds{quantile="0.5"} NaN
                """,
                false,
                Set.of("http_requests_total", "msdos_file_access_time_seconds", "http_request_duration_seconds_count"));

        assertEquals(
                List.of(
                        sample("http_requests_total", Map.of("method", "post", "code", "200"), "1027"),
                        sample("http_requests_total", Map.of("method", "post", "code", "400"), "3"),
                        sample(
                                "msdos_file_access_time_seconds",
                                Map.of("path", "C:\\DIR\\FILE.TXT", "error", "Cannot find file:\n\"FILE.TXT\""),
                                "1.458255915e9"),
                        sample("http_requests_total", Map.of("method", "get"), "1.027e+03"),
                        sample("http_request_duration_seconds_count", Map.of(), "144320")),
                page.samples());
        assertEquals("counter", page.type("http_requests_total"));
        assertEquals("untyped", page.type("http_request_duration_seconds_count"));
    }

    @Test
    void ofWhatIsNotAskedForNothingIsKept() {
        PrometheusText page = PrometheusText.read("# TYPE b gauge\n# TYPE a_total counter\nb 1\na_total 1\n", false, A);
        assertEquals(Map.of("a_total", "counter"), page.types());
        assertEquals(List.of(sample("a_total", Map.of(), "1")), page.samples());
    }

    @Test
    void aPageHasNotAnyNumberOfCounters() {
        String most = "a_total 1\n".repeat(PrometheusText.MOST_SAMPLES);
        assertEquals(
                PrometheusText.MOST_SAMPLES,
                PrometheusText.read(most + "b 1\n", false, A).samples().size());
        Refusal refusal = assertThrows(Refusal.class, () -> PrometheusText.read(most + "a_total 1\n", false, A));
        assertEquals("The page has more than 100000 such counters.", refusal.getMessage());
    }

    @Test
    void soIsOpenMetrics() {
        PrometheusText page = PrometheusText.read("""
                # TYPE a counter
                # UNIT a seconds
                a_total{b="c"} 17.0 1520879607.789 # {trace_id="KOO5S4vxi0o"} 0.67
                a_created{b="c"} 1520430000.123
                # EOF
                """, true, A);
        assertEquals(List.of(sample("a_total", Map.of("b", "c"), "17.0")), page.samples());
        assertEquals("untyped", page.type("a_total"));
        assertEquals(
                "gauge", PrometheusText.read("# TYPE a_total gauge\n", false, A).type("a_total"));
        assertEquals(
                1, PrometheusText.read("a_total 1\n# EOF", true, A).samples().size());
    }

    @Test
    void anEmptyPageSaysNothing() {
        assertEquals(List.of(), PrometheusText.read("", false, A).samples());
        assertEquals(List.of(), PrometheusText.read("\n\n", false, A).samples());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "x{",
                "x{a",
                "x{a}",
                "x{a=}",
                "x{a=\"} 1",
                "x{a=\"b\" c=\"d\"} 1",
                "x{a=\"b\",a=\"b\"} 1",
                "x{a=\"\\t\"} 1",
                "x{a=\"\\",
                "x{,} 1",
                "x{a:b=\"c\"} 1",
                "x{0=\"c\"} 1",
                "x{a=\"b\"}",
                "1x 1",
                "é 1",
                "{\"x\"} 1",
                "x 1 2 3",
                "x 1 now",
                "x 1 # {a=\"b\"} 1",
                "<html>"
            })
    void whatIsNoLineOfItMakesThePageUnreadable(String line) {
        Refusal refusal = assertThrows(Refusal.class, () -> PrometheusText.read("a_total 1\n" + line + "\n", false, A));
        assertTrue(refusal.getMessage().startsWith("Line 2 of the page is no line"), refusal.getMessage());
    }

    @Test
    void aPageThatBreaksOffIsUnreadable() {
        assertThrows(Refusal.class, () -> PrometheusText.read("a_total 1\na_total 12", false, A));
        assertThrows(Refusal.class, () -> PrometheusText.read("a_total 1\na_total 12\n", true, A));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "0e+99, 0",
        "12.470000, 12.47",
        ".5, 0.5",
        "5., 5",
        "+1, 1",
        "1.2e+06, 1200000",
        "1E-6, 0.000001",
        "123456789012345678, 123456789012345678",
        "1e18, 1000000000000000000"
    })
    void aValueIsExactlyWhatWasWritten(String text, BigDecimal value) {
        assertEquals(0, value.compareTo(CounterLooks.value(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "+Inf",
                "Inf",
                "-1",
                "1e-7",
                "0.0000001",
                "1.0000001",
                "1e19",
                "1e999",
                "1e9999",
                "0x10",
                "1_000",
                "1,5",
                "",
                ".",
                "e5",
                "1e",
                "١",
                "1.0000000000000000000000000000000000000000000000000000000000000001"
            })
    void whatNoCounterSaysIsNoValue(String text) {
        assertThrows(Refusal.class, () -> CounterLooks.value(text));
    }

    private static PrometheusText.Sample sample(String name, Map<String, String> labels, String value) {
        return new PrometheusText.Sample(name, labels, value);
    }
}
