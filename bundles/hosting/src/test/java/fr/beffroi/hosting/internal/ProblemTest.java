package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What is said of a failure is chosen by its causes. */
class ProblemTest {
    @Test
    void theFullFolderIsFoundAmongCausesHoweverDeepAndNeverForEver() {
        assertEquals(Problem.FULL, Problem.of(new IllegalStateException(new IOException(new FolderFull(1)))));
        assertEquals(Problem.FAILED, Problem.of(new IOException("something else")));
        assertEquals(Problem.FULL, Problem.of(new ServletException(new SQLException("full", "53100"))));
        assertEquals(Problem.FAILED, Problem.of(new SQLException("another")));
        Exception one = new Exception();
        one.initCause(new Exception(one));
        assertEquals(Problem.FAILED, Problem.of(one));
    }

    @Test
    void aDirectoryThatDoesNotAnswerOrLetTheInstanceInIsNoErrorOfTheService() {
        for (Reason reason : new Reason[] {Reason.UNAVAILABLE, Reason.FORBIDDEN}) {
            assertEquals(Problem.SILENT, Problem.of(new IOException(new Refusal(reason, "Not now."))), reason::name);
        }
        assertEquals(Problem.FAILED, Problem.of(new Refusal(Reason.INVALID, "The instance's own mistake.")));
    }
}
