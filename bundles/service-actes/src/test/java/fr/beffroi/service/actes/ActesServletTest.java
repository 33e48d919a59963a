package fr.beffroi.service.actes;

import static fr.beffroi.service.actes.ServedInstance.PDF;
import static fr.beffroi.service.actes.ServedInstance.act;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.store.testing.OnBothStores;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class ActesServletTest {
    private static final Insee CAISSARGUES = new Insee("30060");

    @TempDir
    Path files;

    private ServedInstance instance;

    @BeforeEach
    void start(TenantDatabases databases) throws Exception {
        databases.create(CAISSARGUES, "actes");
        instance = new ServedInstance(databases.open(CAISSARGUES, "actes"), files);
    }

    @AfterEach
    void stop() throws Exception {
        instance.close();
    }

    @OnBothStores
    void anActIsPublishedAndFoundAgain() throws Exception {
        HttpResponse<String> published = instance.publish(act("2026-042"), PDF);

        assertEquals(201, published.statusCode(), published.body());
        assertEquals(
                "/t/30060/actes/api/acts/2026-042",
                published.headers().firstValue("Location").orElseThrow());
        assertTrue(published.body().contains("\"subject\":\"Budget de l'école & travaux\""), published.body());
        assertTrue(published.body().contains("\"publishedAt\":\"2026-10-05T08:30:00Z\""), published.body());
        assertEquals(published.body(), instance.get("api/acts/2026-042").body());
        assertEquals(
                "{\"acts\":[" + published.body() + "]}",
                instance.get("api/acts").body());
        HttpResponse<String> document = instance.get("acts/2026-042.pdf");
        assertArrayEquals(PDF, document.body().getBytes(StandardCharsets.UTF_8));
        assertEquals(
                "application/pdf", document.headers().firstValue("Content-Type").orElseThrow());
    }

    @OnBothStores
    void theSameActTwiceIsPublishedOnce() throws Exception {
        HttpResponse<String> first = instance.publish(act("2026-042"), PDF);
        HttpResponse<String> second = instance.publish(act("2026-042"), PDF);
        assertEquals(200, second.statusCode());
        assertEquals(first.body(), second.body());
        assertEquals(2, instance.readings.size(), instance.readings.toString());
    }

    @OnBothStores
    void aNumberIsNeverGivenToAnotherAct() throws Exception {
        instance.publish(act("2026-042"), PDF);
        byte[] other = "%PDF-1.7\nun autre".getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> refused = instance.publish(act("2026-042"), other);
        assertEquals(409, refused.statusCode());
        assertTrue(refused.body().contains("un acte publié ne change plus"), refused.body());
        assertEquals(
                409,
                instance.publish(act("2026-042", "subject", "Autre objet"), PDF).statusCode());
        assertEquals(200, instance.get("acts/2026-042.pdf").statusCode());
    }

    @OnBothStores
    void ofManyWhoPublishTheSameNumberOneWins() throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                byte[] document = ("%PDF-1.7\n" + i).getBytes(StandardCharsets.UTF_8);
                calls.add(() -> instance.publish(act("2026-042"), document).statusCode());
            }
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> answer : people.invokeAll(calls)) {
                answers.add(answer.get());
            }
            answers.sort(null);
            assertEquals(List.of(201, 409, 409, 409, 409, 409, 409, 409), answers);
        } finally {
            people.shutdownNow();
        }
    }

    @OnBothStores
    void badSubmissionsAreRefusedWithASentence() throws Exception {
        assertRefused(400, "numéro", instance.publish(act("../etc"), PDF));
        assertRefused(400, "numéro", instance.publish(act(".."), PDF));
        assertRefused(400, "numéro", instance.publish(act("a".repeat(51)), PDF));
        assertRefused(400, "numéro", instance.publish(act("2026-042.PDF"), PDF));
        assertRefused(400, "nature", instance.publish(act("1", "nature", "loi"), PDF));
        assertRefused(400, "date", instance.publish(act("1", "date", "2026-02-30"), PDF));
        assertRefused(400, "date", instance.publish(act("1", "date", "03/10/2026"), PDF));
        assertRefused(400, "objet", instance.publish(act("1", "subject", " "), PDF));
        assertRefused(400, "objet", instance.publish(act("1", "subject", "a\nb"), PDF));
        assertRefused(400, "signataire", instance.publish(act("1", "signatory", "x".repeat(201)), PDF));
        assertRefused(400, "PDF", instance.publish(act("1"), "<html>".getBytes(StandardCharsets.UTF_8)));
        assertRefused(400, "PDF", instance.publish(act("1"), new byte[0]));
        assertRefused(415, "PDF", instance.publish(act("1"), PDF, "X-Role", "agent", "Content-Type", "text/plain"));
        assertEquals("{\"acts\":[]}", instance.get("api/acts").body());
        assertEquals(List.of(), documents());
    }

    private static void assertRefused(int status, String word, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(answer.body().toLowerCase().contains(word.toLowerCase()), answer.body());
    }

    @OnBothStores
    void aDocumentThatIsTooLargeLeavesNothing() throws Exception {
        byte[] large = Arrays.copyOf(PDF, (int) Documents.LARGEST + 1);
        assertEquals(
                413,
                assertThrows(Problem.class, () -> new Documents(files).receive(new java.io.ByteArrayInputStream(large)))
                        .status());
        assertEquals(List.of(), documents());
    }

    @OnBothStores
    void onlyPeopleAndProgramsOfTheCommunePublish() throws Exception {
        HttpResponse<String> visitor = instance.publish(act("1"), PDF, "Content-Type", "application/pdf");
        assertEquals(401, visitor.statusCode());
        assertTrue(visitor.headers().firstValue("WWW-Authenticate").isPresent());
        assertEquals(
                403,
                instance.publish(act("1"), PDF, "X-Role", "staff", "Content-Type", "application/pdf")
                        .statusCode());
        assertEquals(
                201,
                instance.publish(act("1"), PDF, "X-Role", "contact", "Content-Type", "application/pdf")
                        .statusCode());
        assertEquals(
                201,
                instance.publish(act("2"), PDF, "X-Role", "program", "Content-Type", "application/pdf")
                        .statusCode());
        assertTrue(instance.get("acts/2").body().contains("Jeanne Martin, maire"), "who signed it, whoever sent it");
        assertEquals(405, instance.delete("api/acts/1").statusCode());
    }

    @OnBothStores
    void theListIsByYearAndNewestFirst() throws Exception {
        instance.publish(act("2025-900", "date", "2025-12-20"), PDF);
        instance.publish(act("2026-001", "date", "2026-01-10"), PDF);
        instance.publish(act("2026-002", "date", "2026-02-10"), PDF);
        String page = instance.get("").body();
        assertTrue(page.contains("<html lang=\"fr\">") && page.contains("Caissargues"), page);
        assertTrue(page.indexOf("<h2 id=\"annee-2026\"") < page.indexOf("<h2 id=\"annee-2025\""), page);
        assertTrue(page.indexOf("acts/2026-002") < page.indexOf("acts/2026-001"), page);
        assertTrue(page.contains("10 février 2026"), page);
    }

    @OnBothStores
    void aCommunePresentsItsActsByItsParameters() throws Exception {
        instance.publish(act("2026-042"), PDF);
        assertTrue(instance.get("").body().contains("<h1>Actes publiés</h1>"));
        assertFalse(instance.get("").body().contains("mailto:"));

        instance.restart(Map.of("titre", "Recueil <des actes> & arrêtés", "contact", "o'brien+actes?cc=x@mairie.fr"));

        String list = instance.get("").body();
        assertTrue(list.contains("<title>Recueil &lt;des actes&gt; &amp; arrêtés – Caissargues</title>"), list);
        assertTrue(list.contains("<h1>Recueil &lt;des actes&gt; &amp; arrêtés</h1>"), list);
        for (String path : List.of("", "acts/2026-042", "acts/nowhere")) {
            assertTrue(
                    instance.get(path)
                            .body()
                            .contains("<a href=\"mailto:o%27brien%2Bactes%3Fcc%3Dx@mairie.fr\">"
                                    + "o&#39;brien+actes?cc=x@mairie.fr</a>"),
                    path);
        }
        assertTrue(instance.get("acts/2026-042").body().contains("<h1>Délibération 2026-042</h1>"));
    }

    @OnBothStores
    void parametersThatTheSchemaWouldNotLetPassKeepItFromStarting() {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("titre", ""),
                Map.of("titre", "x".repeat(101)),
                Map.of("titre", "deux\nlignes"),
                Map.of("titre", 7),
                Map.of("contact", "mairie"),
                Map.of("contact", "a b@mairie.fr"),
                Map.of("contact", List.of("a@mairie.fr")))) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> instance.restart(wrong), wrong.toString());
            assertTrue(refused.getMessage().startsWith(wrong.keySet().iterator().next()), refused.getMessage());
        }
    }

    @OnBothStores
    void aPageShowsAuthorAndTimeOfPublicationInFrance() throws Exception {
        instance.publish(act("2026-042"), PDF);
        String page = instance.get("acts/2026-042").body();
        assertTrue(page.contains("Jeanne Martin, maire"), page);
        assertTrue(page.contains("5 octobre 2026 à 10 h 30"), page);
    }

    @OnBothStores
    void nothingFromOutsideBecomesMarkup() throws Exception {
        String attack = "<script>alert('1')</script>\"><img src=x onerror=alert(1)> %s %1$s";
        instance.publish(act("1", "subject", attack), PDF);
        instance.publish(act("2", "signatory", attack), PDF);
        for (String path : List.of("", "acts/1", "acts/2")) {
            HttpResponse<String> page = instance.get(path);
            assertEquals(200, page.statusCode());
            assertFalse(page.body().contains("<script") || page.body().contains("<img"), page.body());
            assertTrue(page.headers()
                    .firstValue("Content-Security-Policy")
                    .orElseThrow()
                    .contains("default-src 'none'"));
        }
        assertTrue(instance.get("acts/1").body().contains("&lt;script&gt;alert(&#39;1&#39;)"));
    }

    @OnBothStores
    void whatIsNotThereIsNotFound() throws Exception {
        for (String path :
                List.of("acts/1", "acts/1.pdf", "api/acts/1", "nowhere", "acts/", "api/acts/a/b", "acts/%2e%2e")) {
            assertTrue(List.of(400, 404).contains(instance.get(path).statusCode()), path);
        }
    }

    @OnBothStores
    void aDocumentThatIsKnownIsNotSentAgain() throws Exception {
        instance.publish(act("1"), PDF);
        String tag = instance.get("acts/1.pdf").headers().firstValue("ETag").orElseThrow();
        assertEquals(304, instance.get("acts/1.pdf", "If-None-Match", tag).statusCode());
        assertEquals(
                200, instance.get("acts/1.pdf", "If-None-Match", "\"other\"").statusCode());
    }

    @OnBothStores
    void headAnswersLikeGetWithoutABodyAndCountsNothing() throws Exception {
        instance.publish(act("1"), PDF);
        instance.readings.clear();
        for (String path : List.of("", "acts/1", "acts/1.pdf", "api/acts")) {
            HttpResponse<String> head = instance.head(path);
            assertEquals(200, head.statusCode(), path);
            assertEquals("", head.body());
        }
        assertTrue(instance.readings.isEmpty());
    }

    @OnBothStores
    void actsBytesAndViewsAreCounted() throws Exception {
        instance.publish(act("2026-042"), PDF);
        assertEquals(BigDecimal.ONE, instance.readings.remove("acts-published/2026-042"));
        assertEquals(BigDecimal.valueOf(PDF.length), instance.readings.remove("bytes-stored/2026-042"));
        assertTrue(instance.readings.isEmpty());

        instance.get("");
        instance.get("acts/2026-042");
        instance.get("acts/nowhere");
        instance.get("api/acts");
        instance.get("style.css");

        assertEquals(2, instance.readings.size());
        assertTrue(instance.readings.keySet().stream().allMatch(id -> id.startsWith("page-views/")));
    }

    @OnBothStores
    void readingsThatDidNotArriveAreRecordedAgainAtTheNextStart() throws Exception {
        instance.intakeWorks(false);
        assertEquals(201, instance.publish(act("2026-042"), PDF).statusCode());
        assertTrue(instance.readings.isEmpty());

        instance.intakeWorks(true);
        instance.now = ServedInstance.NOW.plus(Duration.ofDays(1));
        instance.activateAgain();

        assertEquals(2, instance.readings.size());
        assertEquals(
                Set.of(ServedInstance.NOW), instance.times, "the same reading as before: of the day of publication");
        instance.readings.clear();
        instance.activateAgain().check();
        assertTrue(instance.readings.isEmpty(), "what has arrived is not recorded for ever");
    }

    @OnBothStores
    void theCheckAsksDatabaseAndFiles() throws Exception {
        instance.servlet().check();
        Files.delete(files.resolve("incoming/probe"));
        Files.delete(files.resolve("incoming"));
        assertThrows(IOException.class, () -> instance.servlet().check());
    }

    @OnBothStores
    void whatIsInAFullDatabaseCanStillBeReadAndExported() throws Exception {
        instance.publish(act("2026-042"), PDF);
        instance.databaseIsFull();
        instance.restart(Map.of());

        HttpResponse<String> refused = instance.publish(act("2026-043"), PDF);

        assertEquals(507, refused.statusCode(), refused.body());
        assertTrue(refused.body().contains("Registre plein"), refused.body());
        instance.servlet().check();
        assertEquals(200, instance.get("acts/2026-042.pdf").statusCode());
        instance.servlet().export(Files.createDirectory(files.resolve("archive")));
    }

    @OnBothStores
    void whatIsInAFullFolderCanStillBeRead() throws Exception {
        instance.publish(act("2026-042"), PDF);
        instance.servlet().check();
        try (FileChannel much =
                FileChannel.open(files.resolve("much"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            much.write(ByteBuffer.allocate(1), ServedInstance.MOST);
        }
        instance.restart(Map.of());

        HttpResponse<String> refused = instance.publish(act("2026-043"), PDF);

        assertEquals(507, refused.statusCode(), refused.body());
        instance.servlet().check();
        assertEquals(200, instance.get("acts/2026-042.pdf").statusCode());
        assertEquals(404, instance.get("api/acts/2026-043").statusCode());
        assertEquals(2, documents().size(), "nothing of it stays beside the act and the probe: " + documents());
    }

    @OnBothStores
    void anInterruptedUploadIsClearedAtTheNextStart() throws Exception {
        Path part = Files.writeString(files.resolve("incoming").resolve("half.part"), "%PDF-");
        instance.activateAgain();
        assertFalse(Files.exists(part));
    }

    @OnBothStores
    void theArchiveHoldsEverythingInOpenFormats(@TempDir Path archive) throws Exception {
        instance.publish(act("2026-042", "subject", "Tarifs ; \"cantine\""), PDF);
        instance.publish(act("2026-043", "nature", "arrete"), PDF);

        instance.servlet().export(archive);

        assertArrayEquals(PDF, Files.readAllBytes(archive.resolve("documents/2026-042.pdf")));
        List<String> csv =
                List.of(Files.readString(archive.resolve("actes.csv")).split("\r\n"));
        assertEquals(3, csv.size());
        assertTrue(csv.get(0).startsWith("\uFEFFCOLL_NOM;COLL_SIREN;DELIB_ID;DELIB_DATE;DELIB_OBJET;"), csv.get(0));
        assertTrue(
                csv.get(2).startsWith("Caissargues;213000607;2026-042;2026-10-03;\"Tarifs ; \"\"cantine\"\"\";"),
                csv.get(2));
        assertTrue(csv.get(1).contains(";Budget de l'école & travaux;"), "only what would break the columns is quoted");
        assertTrue(Files.readString(archive.resolve("actes.json")).contains("\"Tarifs ; \\\"cantine\\\"\""));
        assertTrue(Files.readString(archive.resolve("README.txt")).contains("les 2 actes"));
    }

    @OnBothStores
    void anArchiveWithAChangedDocumentIsNotMade(@TempDir Path archive) throws Exception {
        instance.publish(act("2026-042"), PDF);
        Files.writeString(files.resolve("documents").resolve(documents().get(0)), "%PDF-1.7\nfalsifié");
        assertThrows(IOException.class, () -> instance.servlet().export(archive));
    }

    private List<String> documents() throws IOException {
        try (Stream<Path> both =
                Stream.concat(Files.list(files.resolve("documents")), Files.list(files.resolve("incoming")))) {
            return both.map(path -> path.getFileName().toString()).toList();
        }
    }
}
