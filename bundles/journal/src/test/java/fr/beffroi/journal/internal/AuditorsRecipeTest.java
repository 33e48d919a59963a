package fr.beffroi.journal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnSqlite;
import fr.beffroi.store.testing.StoreUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Collectors;

/** The recipe in the room's README, by which an auditor recomputes the chain without our code, does what it says. */
class AuditorsRecipeTest {
    @OnSqlite
    void theScriptOfTheReadmeFindsTheSameAsVerify(Store store, StoreUnderTest underTest) throws Exception {
        assumeTrue(pythonIsThere(), "python3 is not installed, so the recipe isn't tried.");
        SqlJournal journal = SqlJournal.open(store, Clock.systemUTC());
        for (Decision decision : Samples.ofEachKind()) {
            journal.decide(Actor.room("story"), decisions -> decisions.record(decision));
        }
        Path script = Files.writeString(underTest.folder().resolve("chain.py"), script());
        String head = journal.verify(n -> {}).head();
        assertEquals(journal.head() + " " + head + "\n", run(script, store));
        store.write(sql -> sql.execute("UPDATE journal_entry SET by = 'staff/ops' WHERE number = 5"));
        assertEquals("Entry 5 was changed.\n", run(script, store));
        store.write(sql -> sql.execute("DELETE FROM journal_entry WHERE number = 3"));
        assertEquals("Entry 3 is missing.\n", run(script, store));
    }

    private static String script() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int begin = readme.indexOf("```python\n") + "```python\n".length();
        return readme.substring(begin, readme.indexOf("```", begin));
    }

    private static String run(Path script, Store store) throws IOException, InterruptedException {
        String lines = store.read(sql -> SqlJournal.rows(sql, 0, 1_000)).stream()
                .map(row -> String.join(
                        "\t",
                        Long.toString(row.number()),
                        Long.toString(row.at()),
                        row.by(),
                        row.kind(),
                        row.body(),
                        row.hash()))
                .collect(Collectors.joining("\n", "", "\n"));
        Path exported = Files.writeString(script.resolveSibling("journal.tsv"), lines);
        Process python = new ProcessBuilder("python3", script.toString())
                .redirectInput(exported.toFile())
                .redirectErrorStream(true)
                .start();
        String told = new String(python.getInputStream().readAllBytes());
        python.waitFor();
        return told;
    }

    private static boolean pythonIsThere() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
