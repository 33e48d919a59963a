package fr.beffroi.launcher.story;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class StoryPartsTest {
    private static final List<Commune> COMMUNES = IntStream.range(0, 39)
            .mapToObj(i -> new Commune("300%02d".formatted(i), "Commune " + i, 40_000 - i * 1000))
            .toList();

    @Test
    void subscribersAreOfAllSizesAndNobodyTwice() {
        List<Commune> chosen = Subscribe.evenly(COMMUNES, 25);
        assertEquals(25, new HashSet<>(chosen).size());
        assertEquals(COMMUNES.get(0), chosen.get(0));
        assertTrue(COMMUNES.indexOf(chosen.get(24)) >= 36);
        assertEquals(39, new HashSet<>(Subscribe.evenly(COMMUNES, 50)).size());
    }

    @Test
    void whoeverSubscribesInTheDemonstrationHasAConvention() throws IOException {
        Map<Commune, Boolean> conventions = new TreeMap<>(Stage.LARGEST_FIRST);
        try (Stream<Path> files = Files.list(Path.of("../tenants/nimes-metropole/communes"))) {
            for (Path file : files.toList()) {
                Map<?, ?> map =
                        (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
                Commune commune = new Commune(
                        (String) map.get("insee"), (String) map.get("name"), (Integer) map.get("population"));
                conventions.put(commune, map.get("convention") != null);
            }
        }
        List<Commune> all = List.copyOf(conventions.keySet());
        for (int subscribers : List.of(3, 5, Scale.DEMONSTRATION.communes())) {
            Subscribe.evenly(all, subscribers)
                    .forEach(commune -> assertTrue(conventions.get(commune), commune::toString));
        }
        assertTrue(conventions.containsValue(false), "one waits for its convention");
    }

    @Test
    void evenTheSmallestScaleUsesEveryService() {
        Set<String> wishes = new HashSet<>();
        IntStream.range(0, 3).forEach(rank -> wishes.addAll(Subscribe.wishes(rank)));
        assertEquals(Set.of("actes", "messagerie", "sauvegarde", "parapheur", "telephonie", "support", "dpo"), wishes);
    }

    @Test
    void theReadingsOfAMonthHaveDifferentIdsAndTheSameOnesEachTime() {
        List<Ordered> subscriptions = COMMUNES.stream()
                .flatMap(commune -> Subscribe.wishes(COMMUNES.indexOf(commune)).stream()
                        .map(wish -> new Ordered(commune, wish, "o", "p")))
                .toList();
        Set<String> ids = new HashSet<>();
        int all = 0;
        for (var day : Month.days()) {
            JsonNode batch = Readings.ofDay(day, subscriptions);
            assertEquals(batch, Readings.ofDay(day, subscriptions));
            batch.forEach(event -> ids.add(
                    event.path("source").asText() + " " + event.path("id").asText()));
            all += batch.size();
        }
        assertEquals(all, ids.size());
    }

    @Test
    void aStatementIsATableWithItsAmountsOneBelowTheOther() throws IOException {
        JsonNode statement = new JsonMapper().readTree("""
                {"totalCents": 123456, "lines": [
                  {"offering": "actes", "title": "acte publié", "units": 12.000000, "unitCost": 8.5, "amountCents": 10200,
                   "evidence": {"basis": "12 relevés"}},
                  {"offering": "messagerie", "title": "boîte ouverte un jour", "units": 1364, "unitCost": 0.830982,
                   "amountCents": 113256, "evidence": {"basis": "31 relevés"}}]}
                """);
        List<String> lines = StatementTable.of(statement, 120);
        assertEquals(6, lines.size());
        assertTrue(lines.get(2).matches("actes +acte publié +12 +8,5 € +102,00 € +12 relevés"), lines.get(2));
        assertTrue(lines.get(5).matches("Total +1 234,56 €"), lines.get(5));
        assertEquals(lines.get(2).indexOf("102,00 €") + 8, lines.get(5).indexOf("1 234,56 €") + 10);
        String narrow = String.join("\n", StatementTable.of(statement, 119));
        assertTrue(narrow.contains("102,00 €") && !narrow.contains("Preuve") && !narrow.contains("relevés"), narrow);
    }

    @Test
    void actsAreADatedMixWithOneSetOfMinutes() {
        Commune commune = COMMUNES.get(0);
        List<Act> acts = IntStream.rangeClosed(1, Scale.DEMONSTRATION.actsOf(commune))
                .mapToObj(rank -> Act.of(commune, rank, Month.workdays().get(0)))
                .toList();
        Map<Act.Nature, Long> natures = acts.stream().collect(groupingBy(Act::nature, counting()));
        assertEquals(1, natures.get(Act.Nature.PROCES_VERBAL));
        assertTrue(natures.get(Act.Nature.ARRETE) > 1, natures.toString());
        assertTrue(natures.get(Act.Nature.DELIBERATION) > natures.get(Act.Nature.ARRETE), natures.toString());
        acts.forEach(act -> assertFalse((act.subject() + act.articles()).contains("'"), act.subject()));
    }

    @Test
    void workdaysHaveNoWeekend() {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        Month.workdays().forEach(day -> days.add(day.getDayOfWeek()));
        assertEquals(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), days);
    }
}
