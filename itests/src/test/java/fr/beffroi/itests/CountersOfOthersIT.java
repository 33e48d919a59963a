package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.launcher.Answer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The house as it is delivered reads the counter of a service that runs elsewhere, each time as early as that may be: after ten seconds. */
class CountersOfOthersIT {
    private static final String NIMES = "30189";
    private static final Town.Service MAIL = new Town.Service(
            "courriel", "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a006", "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a061");

    private RunningHouse house;
    private Operations operations;

    @Test
    void whatACounterRoseByCountsOnceThroughAnOutageAndAPowerCut(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws Exception {
        Distribution distribution = Distribution.copy(folder.resolve("distribution"))
                .set("fr.beffroi.metering.scrape", "timeoutSeconds", "3")
                .set("fr.beffroi.tenancy", "password.iterations", "1000");
        try (PageOfCounters page = new PageOfCounters(NIMES, "1000");
                RunningHouse running = RunningHouse.start(
                        distribution, folder.resolve("data"), Map.of("BEFFROI_JAVA_OPTS", "-XX:TieredStopAtLevel=1"))) {
            house = running;
            operations = new Operations(house);
            Town town = Town.in(folder.resolve("town"));
            Files.writeString(folder.resolve("town/catalogue/courriel.yaml"), catalogue(page.address()));
            town.apply(house);
            OsbClient.of(house.address(), house.credentials().of("platform"))
                    .put(ContractHouse.instance("courriel-" + NIMES), MAIL.order(NIMES))
                    .expect(201);

            // The second time: what the first sample says counts nothing, and is known for sure then.
            awaitTotal("0");
            page.says("1012.5");
            awaitTotal("12.5");

            page.hang();
            awaitWarning("it took longer than 3 seconds");
            assertTheTerminalNamesTheGap();

            page.stop();
            Instant powerCut = Instant.now();
            house.kill();
            house.start();
            awaitWarning("nobody answers there");

            page.says("1020");
            page.startAgain();
            awaitTotal("20");
            // What was counted twice at the restart would stand beside this.
            page.says("1021");
            awaitTotal("21");

            assertTheOutageIsOneGapAround(powerCut);
            RunningHouse.Run verify = house.launcher("verify");
            assertEquals(0, verify.exit(), verify.output());
        }
    }

    /** As the guide for operations says. */
    private static String catalogue(String page) {
        return """
                id: %s
                name: courriel
                title: "Courriels"
                description: "Une messagerie qui n'est pas hébergée ici."
                tags: ["courriel"]
                terms:
                  immediate: true
                meters:
                  - name: mails-sent
                    title: "Courriels envoyés"
                    unit: courriel
                    aggregation: sum
                    rhythm: PT1H
                    scrape:
                      address: %s
                      counter: mails_total
                      tenant-label: commune
                      labels: {kind: sent}
                      every: PT10S
                units: []
                plans:
                  - id: %s
                    name: standard
                    description: "Des boîtes."
                """.formatted(MAIL.id(), page, MAIL.plan());
    }

    private void awaitTotal(String quantity) {
        RunningHouse.await("the commune has used " + quantity + ", and nobody else anything", () -> {
            JsonNode totals = operations
                    .get("/api/v1/usage/totals?offering=courriel&from=2020-01-01T00:00:00Z&to=2199-01-01T00:00:00Z")
                    .path("totals");
            JsonNode first = totals.path(0);
            return totals.size() == 1
                    && first.path("tenant").asText().equals(NIMES)
                    && first.has("quantity")
                    && new BigDecimal(quantity).compareTo(first.path("quantity").decimalValue()) == 0;
        });
    }

    /** While the house goes on serving. */
    private void awaitWarning(String part) {
        RunningHouse.await("/health/ready warns that " + part, () -> {
            Answer ready = house.http().get("/health/ready");
            return ready.status() == 200
                    && ready.json()
                            .path("warnings")
                            .path("scrape")
                            .asText()
                            .contains("courriel/mails-sent: The page could not be had: " + part);
        });
    }

    private void assertTheTerminalNamesTheGap() {
        RunningHouse.Run gaps = house.launcher("shell", "metering", "gaps");
        assertNotEquals(0, gaps.exit(), gaps.output());
        assertTrue(
                gaps.output().lines().anyMatch(line -> line.matches(NIMES + " +courriel +mails-sent .* unreachable")),
                gaps.output());
    }

    /** And the power cut lies in it: what was known before was known after it. */
    private void assertTheOutageIsOneGapAround(Instant powerCut) {
        JsonNode gaps = operations
                .get("/api/v1/usage/gaps?tenant=" + NIMES + "&offering=courriel&meter=mails-sent")
                .path("gaps");
        assertTrue(
                StreamSupport.stream(gaps.spliterator(), false)
                        .anyMatch(gap -> gap.path("reason").asText().equals("unreachable")
                                && Instant.parse(gap.path("from").asText()).isBefore(powerCut)
                                && Instant.parse(gap.path("to").asText()).isAfter(powerCut)),
                gaps::toString);
    }
}
