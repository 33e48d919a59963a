package fr.beffroi.tenancy.internal;

import static fr.beffroi.tenancy.internal.House.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.DirectoryView;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real OpenLDAP with the operators' access rules. */
class OpenLdapInstanceViewTest extends InstanceViewRules {
    private OpenLdap slapd;

    @Override
    LdapServer server() throws Exception {
        if (slapd == null) {
            slapd = new OpenLdap(Files.createDirectory(folder.resolve("slapd")));
            slapd.start();
        }
        return slapd.server();
    }

    @AfterEach
    void stop() throws Exception {
        if (slapd != null) {
            slapd.close();
        }
    }

    @Test
    void aDirectoryThatIsDownIsToldAndAfterItsRestartTheSameViewGoesOn() throws Exception {
        assertEquals(2, view.people().size());
        slapd.stop();
        Refusal refusal = assertThrows(Refusal.class, view::people);
        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertEquals(
                Reason.UNAVAILABLE,
                assertThrows(Refusal.class, () -> view.mayUse("account/1")).reason());

        slapd.start();

        assertEquals(2, view.people().size(), "at the first question");
    }

    @Test
    void aConnectionThatWasCutWhileNobodyAskedIsReplaced() throws Exception {
        assertEquals(2, view.people().size());
        slapd.stop();
        slapd.start();

        assertEquals(2, view.people().size());
    }

    /** Each question logs in anew on whichever connection is free, so no answer may be another's. */
    @Test
    void manyAskAtATimeAndEachIsAnsweredAsItself() throws Exception {
        DirectoryView neighbours = house.directory.view(House.BERNIS, "actes");
        String elise = account(NIMES, "elise");
        ExecutorService callers = Executors.newFixedThreadPool(12);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                boolean own = i % 2 == 0;
                all.add(callers.submit(() -> {
                    DirectoryView one = own ? view : neighbours;
                    assertEquals(own ? 2 : 1, one.people().size());
                    assertEquals(own, one.mayUse(elise));
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    /** Threads inherit the loader of whoever starts them, by which an instance's own threads are known. */
    @Test
    void askingLeavesNoThreadBehindThatIsTheInstances() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader instances = new URLClassLoader(new URL[0], before)) {
            thread.setContextClassLoader(instances);
            assertEquals(2, view.people().size());
            assertSame(instances, thread.getContextClassLoader(), "it is given back");
            assertTrue(Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(one -> one != thread && one.getContextClassLoader() == instances));
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
