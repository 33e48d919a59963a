package fr.beffroi.launcher.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fr.beffroi.launcher.Disagreement;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** The month is closed: one statement a commune, and their sum is what was to be shared, to the cent. */
final class Close implements Chapter {

    @Override
    public String title() {
        return "Le mois est clos : un état par commune";
    }

    @Override
    public String play(Stage stage) {
        stage.moveClockTo(Month.over());
        stage.house
                .post(
                        stage.operations,
                        "/api/v1/periods/" + Month.PERIOD + "/closing",
                        JsonNodeFactory.instance.objectNode())
                .expect(200);
        JsonNode statements = stage.house
                .get(stage.auditor, "/api/v1/periods/" + Month.PERIOD + "/statements")
                .expect(200)
                .json()
                .path("statements");
        long shared = recompute(statements);
        checkUnits(stage, statements);
        show(stage, statements);
        return statements.size() + " états, " + Figures.euros(shared)
                + " : exactement ce qui était à répartir, au centime, ligne par ligne.";
    }

    /** Adds everything up again from the charges, without trusting any total. */
    private static long recompute(JsonNode statements) {
        Map<String, Long> toShare = new LinkedHashMap<>();
        Map<String, Long> billed = new LinkedHashMap<>();
        long total = 0;
        for (JsonNode statement : statements) {
            for (JsonNode line : statement.path("lines")) {
                String pool =
                        line.path("offering").asText() + "/" + line.path("unit").asText();
                toShare.put(pool, eligible(line.path("charges")));
                billed.merge(pool, line.path("amountCents").asLong(), Long::sum);
            }
            total += statement.path("totalCents").asLong();
        }
        toShare.forEach((pool, cents) -> {
            if (!cents.equals(billed.get(pool))) {
                throw new Disagreement(pool + " : " + Figures.euros(cents) + " à répartir, "
                        + Figures.euros(billed.get(pool)) + " dans les états.");
            }
        });
        long expected = toShare.values().stream().mapToLong(Long::longValue).sum();
        if (total != expected || total == 0) {
            throw new Disagreement("Les états font ensemble " + Figures.euros(total) + ", mais "
                    + Figures.euros(expected) + " étaient à répartir.");
        }
        return total;
    }

    private static long eligible(JsonNode charges) {
        long cents = 0;
        for (JsonNode charge : charges) {
            if (charge.path("excluded").asText("").isEmpty()) {
                cents += charge.path("cents").asLong();
            }
        }
        return cents;
    }

    /** Acts and page views on the statements are those that agents published and visitors read. */
    private static void checkUnits(Stage stage, JsonNode statements) {
        for (JsonNode statement : statements) {
            String insee = statement.path("insee").asText();
            for (JsonNode line : statement.path("lines")) {
                BigDecimal units = line.path("units").decimalValue();
                switch (line.path("unit").asText()) {
                    case "acte" -> requireSame(insee, "actes", units, stage.acts);
                    case "millier-de-pages" -> requireSame(insee, "pages", units.movePointRight(3), stage.views);
                    default -> {} // the other services run elsewhere
                }
            }
        }
    }

    private static void requireSame(String insee, String what, BigDecimal billed, Map<String, Integer> counted) {
        int expected = counted.getOrDefault(insee, 0);
        if (billed.compareTo(BigDecimal.valueOf(expected)) != 0) {
            throw new Disagreement("L'état de " + insee + " porte "
                    + billed.stripTrailingZeros().toPlainString() + " " + what + ", mais il y en a eu " + expected
                    + ".");
        }
    }

    private static void show(Stage stage, JsonNode statements) {
        Commune chosen = stage.subscribers.get(stage.subscribers.size() / 2);
        for (JsonNode statement : statements) {
            if (statement.path("insee").asText().equals(chosen.insee())) {
                stage.terminal.line("");
                stage.terminal.line("  État de " + chosen + " pour " + Month.inWords());
                StatementTable.of(statement, stage.terminal.columns())
                        .forEach(line -> stage.terminal.line("  " + line));
                showReadings(stage, statement);
                stage.terminal.line("");
            }
        }
    }

    private static void showReadings(Stage stage, JsonNode statement) {
        for (JsonNode line : statement.path("lines")) {
            String address = line.path("evidence").path("address").asText("");
            if (address.isEmpty()) {
                continue;
            }
            JsonNode readings =
                    stage.house.get(stage.auditor, address).expect(200).json().path("readings");
            stage.terminal.line("  Derrière la première ligne, par exemple :");
            for (int i = 0; i < Math.min(3, readings.size()); i++) {
                JsonNode reading = readings.get(i);
                stage.terminal.sentence(
                        "    " + reading.path("time").asText() + "  "
                                + reading.path("source").asText() + "  "
                                + reading.path("id").asText() + "  "
                                + reading.path("quantity").asText(),
                        6);
            }
            return;
        }
    }
}
