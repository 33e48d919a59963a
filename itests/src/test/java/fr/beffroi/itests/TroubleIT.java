package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fr.beffroi.launcher.Answer;
import fr.beffroi.launcher.Disagreement;
import fr.beffroi.launcher.Login;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine in trouble: what is wrong is said in a sentence, before anything is lost. */
class TroubleIT {
    @TempDir
    Path folder;

    @Test
    void aPortInUseIsSaidBeforeAnythingIsStarted() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RunningHouse.Run run = run(Map.of(
                    "BEFFROI_DATA", folder.resolve("data").toString(),
                    "BEFFROI_HTTP_PORT", Integer.toString(taken.getLocalPort())));

            assertNotEquals(0, run.exit());
            assertTrue(run.output().contains("Le port " + taken.getLocalPort() + " est déjà pris"), run.output());
        }
    }

    @Test
    void aDataFolderThatCanNotBeMadeIsSaidBeforeAnythingIsStarted() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");

        RunningHouse.Run run = run(Map.of("BEFFROI_DATA", file.resolve("data").toString()));

        assertNotEquals(0, run.exit());
        assertTrue(run.output().contains("ne peut pas être créé"), run.output());
    }

    @Test
    void aReadOnlyDataFolderIsSaidBeforeAnythingIsStarted() throws Exception {
        try (Disk disk = Disk.mount(folder.resolve("disk"), "32m")) {
            disk.makeReadOnly();

            RunningHouse.Run run = run(Map.of("BEFFROI_DATA", disk.folder().toString()));

            assertNotEquals(0, run.exit());
            assertTrue(run.output().contains("ne peut pas être écrit"), run.output());
        }
    }

    @Test
    void aFullDiskRefusesAndLosesNothing() throws Exception {
        try (Disk disk = Disk.mount(folder.resolve("disk"), "400m");
                RunningHouse house = RunningHouse.start(disk.folder().resolve("data"), Map.of())) {
            Path tenants = RunningHouse.ROOT.resolve("tenants/nimes-metropole");
            assertEquals(0, house.launcher("apply", tenants.toString()).exit());
            Login ops = house.credentials().of("ops");
            String before = house.http().get(ops, "/api/v1/tenants").expect(200).text();
            disk.fill();

            Answer answer = refusedWrite(house, ops);

            assertEquals(507, answer.status(), answer::text);
            assertEquals(503, house.http().get("/health/ready").status());
            disk.makeRoom();
            assertEquals(
                    before, house.http().get(ops, "/api/v1/tenants").expect(200).text());
            RunningHouse.await(
                    "the house can write again",
                    () -> readings(house, ops, "after").status() == 200);
            assertEquals(0, house.launcher("verify").exit());
        }
    }

    @Test
    void aDirectoryThatIsDownIsSaidAndNobodyIsCalledAStranger() throws Exception {
        try (RunningHouse house = RunningHouse.startWithout(
                "directory",
                folder.resolve("data"),
                Map.of(
                        "BEFFROI_LDAP_URL",
                        "ldap://127.0.0.1:" + RunningHouse.freePort(),
                        "BEFFROI_LDAP_BIND_DN",
                        "cn=beffroi,dc=beffroi,dc=example",
                        "BEFFROI_LDAP_PASSWORD",
                        "secret-of-the-house",
                        "BEFFROI_ADMIN_PASSWORD",
                        "secret-of-ops"))) {
            Answer ready = house.http().get("/health/ready");
            Answer login = house.http().get(new Login("ops", "secret-of-ops"), "/api/v1/tenants");

            assertEquals(503, ready.status(), ready::text);
            assertEquals(503, login.status(), login::text);
        }
    }

    @Test
    void whoComesWhileTheHouseStartsIsNeverToldThatThereIsNothing() throws IOException {
        try (RunningHouse house = RunningHouse.start(folder.resolve("data"), Map.of())) {
            house.kill();
            house.startProcess();
            Instant end = Instant.now().plusSeconds(240);
            Set<Integer> answers = new TreeSet<>();
            while (!answers.contains(401) && Instant.now().isBefore(end)) {
                try {
                    // Without a pause: what must not be seen lasts for less than a second.
                    answers.add(house.http().get("/v2/catalog").status());
                } catch (Disagreement nobodyListensYet) {
                    Thread.onSpinWait();
                }
            }
            answers.remove(503);
            assertEquals(Set.of(401), answers);
            String log = Files.readString(house.data().resolve("log/beffroi.log"));
            assertFalse(log.contains("the house opens without"), "each servlet that the gate waits for is there");
        }
    }

    /** Readings until the disk has no room for one more; each that was accepted is kept. */
    private static Answer refusedWrite(RunningHouse house, Login ops) {
        Answer answer = readings(house, ops, "0");
        for (int i = 1; answer.status() == 200 && i < 200; i++) {
            answer = readings(house, ops, Integer.toString(i));
        }
        return answer;
    }

    private static Answer readings(RunningHouse house, Login ops, String name) {
        StringBuilder batch = new StringBuilder("[");
        for (int i = 0; i < 1000; i++) {
            batch.append(i == 0 ? "" : ",")
                    .append("{\"specversion\":\"1.0\",\"source\":\"/trouble\",\"id\":\"")
                    .append(name)
                    .append('-')
                    .append(i)
                    .append("\",\"type\":\"fr.beffroi.reading.messagerie.mailboxes\",\"subject\":\"30189\",")
                    .append("\"time\":\"2026-10-05T08:00:00Z\",\"data\":{\"quantity\":1}}");
        }
        byte[] body = batch.append(']').toString().getBytes(StandardCharsets.UTF_8);
        return house.http().post(ops, "/api/v1/readings", "application/cloudevents-batch+json", body);
    }

    private static RunningHouse.Run run(Map<String, String> settings) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(settings);
        environment.putIfAbsent("BEFFROI_HTTP_PORT", Integer.toString(RunningHouse.freePort()));
        environment.put("BEFFROI_BUILD", "no");
        return RunningHouse.run(environment, "run");
    }

    /** A small disk in memory, which only root can mount. */
    private record Disk(Path folder) implements AutoCloseable {
        static Disk mount(Path folder, String size) throws IOException, InterruptedException {
            Files.createDirectories(folder);
            assumeTrue(
                    sh("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString()) == 0,
                    "Only root can mount a small disk; run the tests as root to see this one.");
            return new Disk(folder);
        }

        void makeReadOnly() throws IOException, InterruptedException {
            assertEquals(0, sh("mount", "-o", "remount,ro", folder.toString()));
        }

        void fill() throws IOException, InterruptedException {
            sh("dd", "if=/dev/zero", "of=" + folder.resolve("ballast"), "bs=64k");
        }

        void makeRoom() throws IOException {
            Files.delete(folder.resolve("ballast"));
        }

        @Override
        public void close() throws IOException, InterruptedException {
            assertEquals(0, sh("umount", folder.toString()), "umount " + folder);
        }

        private static int sh(String... words) throws IOException, InterruptedException {
            return new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }
}
