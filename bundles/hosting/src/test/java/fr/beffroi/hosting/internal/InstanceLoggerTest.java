package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fr.beffroi.api.Insee;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.BasicMDCAdapter;

/** Whose a line of the log is. */
class InstanceLoggerTest {
    private final BasicMDCAdapter marks = new BasicMDCAdapter();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger house = writer();
    private final Logger nimes = of("30189");
    private final Logger bernis = of("30036");

    private Logger of(String insee) {
        return InstanceLogger.of(new Address(new Insee(insee), "actes"), house, marks);
    }

    /** Writes the marks of the thread before what it is told; nothing can be asked of it. */
    private Logger writer() {
        return (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    if (method.getReturnType() != void.class) {
                        throw new IllegalStateException("The disk is full.");
                    }
                    lines.add(marks.get("tenant") + "/" + marks.get("service") + " " + method.getName()
                            + Arrays.deepToString(arguments));
                    return null;
                });
    }

    @Test
    void aLineOfAThreadThatNobodyMarkedSaysWhoseItIs() throws InterruptedException {
        Thread own = new Thread(() -> nimes.warn("the act {} is late", "2026-1"));
        own.start();
        own.join();
        assertEquals(List.of("30189/actes warn[the act {} is late, 2026-1]"), lines);
    }

    @Test
    void theThreadBearsItsOwnMarksAgainAfterwards() {
        bernis.info("alone");
        assertNull(marks.get("tenant"));
        assertNull(marks.get("service"));
        marks.put("tenant", "30189");
        marks.put("service", "courrier");
        bernis.info("within a request");
        house.info("on the way out");
        assertEquals(
                List.of(
                        "30036/actes info[alone]",
                        "30036/actes info[within a request]",
                        "30189/courrier info[on the way out]"),
                lines);
    }

    @Test
    void whatTheWriterThrowsIsThrown() {
        String message =
                assertThrows(IllegalStateException.class, nimes::isDebugEnabled).getMessage();
        assertEquals("The disk is full.", message);
        assertNull(marks.get("tenant"));
    }
}
