package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.CAISSARGUES;
import static fr.beffroi.metering.internal.House.NIMES;
import static fr.beffroi.metering.internal.House.NOVEMBER;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.STAFF;
import static fr.beffroi.metering.internal.House.all;
import static fr.beffroi.metering.internal.House.reading;
import static fr.beffroi.metering.internal.House.withdrawal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.ReadingIntake.Receipt;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Place;
import fr.beffroi.store.testing.OnBothStores;
import fr.beffroi.store.testing.StoreUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A process that takes readings in, has some taken back, seals hours and closes periods is killed, again and again, wherever it is.
 * {@code BEFFROI_TEST_KILLS} says how often.
 */
class KillsTest {
    private static final Filter EVER = all(Instant.EPOCH, Instant.parse("2200-01-01T00:00:00Z"));
    private static final List<Insee> TENANTS = List.of(BERNIS, CAISSARGUES, NIMES);
    private static final int KILLS = Integer.parseInt(System.getenv().getOrDefault("BEFFROI_TEST_KILLS", "4"));
    private static final int MANY = 10_000;
    /** Some commits long, in nanoseconds. */
    private static final int BETWEEN_TWO_ANSWERS = 50_000_000;

    @OnBothStores
    void whateverIsKilledEachAcknowledgedReadingCountsOnce(StoreUnderTest data) throws Exception {
        data.store();
        Map<String, Outcome> told = new TreeMap<>();
        for (int round = 0; round < KILLS; round++) {
            told.putAll(toldUntilKilled(data, round));
        }

        try (House house = new House(data.store())) {
            house.clock.set(afterRound(KILLS));
            house.metering.round();
            Set<String> counted = assertAgreement(house);
            Set<String> waiting = waiting(house);
            told.forEach((id, outcome) -> assertTrue(
                    counted.contains(id) || outcome == Outcome.QUARANTINED && waiting.contains(id),
                    () -> id + " was told to be " + outcome));

            List<String> ids = List.copyOf(told.keySet());
            for (int from = 0; from < ids.size(); from += MANY) {
                List<Reading> again = ids.subList(from, Math.min(ids.size(), from + MANY)).stream()
                        .map(KillsTest::ofId)
                        .toList();
                List<Receipt> receipts = house.metering.accept(STAFF, again);
                for (int i = 0; i < receipts.size(); i++) {
                    Outcome expected = counted.contains(again.get(i).id()) ? Outcome.DUPLICATE : Outcome.QUARANTINED;
                    assertEquals(
                            expected, receipts.get(i).outcome(), again.get(i).id());
                }
            }
            assertEquals(counted, assertAgreement(house));
        }
    }

    /** @return the ids that all agree upon: listed, in the totals, and in the seals */
    private static Set<String> assertAgreement(House house) {
        List<Reading> stored = new ArrayList<>();
        List<Reading> page = house.metering.readings(EVER, Optional.empty(), MANY);
        while (!page.isEmpty()) {
            stored.addAll(page);
            page = house.metering.readings(EVER, Optional.of(Place.of(page.get(page.size() - 1))), MANY);
        }
        Set<String> ids = stored.stream().map(Reading::id).collect(Collectors.toSet());
        assertEquals(stored.size(), ids.size());
        stored.forEach(one -> assertEquals(ofId(one.id()), one));
        stored.forEach(one -> assertTrue(ids.containsAll(one.corrects().stream().toList()), one::id));
        assertEquals(Model.hourly(stored), house.metering.hourly(EVER));
        Set<String> both = waiting(house);
        both.retainAll(ids);
        assertEquals(Set.of(), both);
        assertEquals(List.of(), house.metering.verify());
        return ids;
    }

    private static Set<String> waiting(House house) {
        return house.metering.quarantine(EVER, MANY).stream()
                .map(one -> one.reading().id())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Map<String, Outcome> toldUntilKilled(StoreUnderTest data, int round) throws Exception {
        Map<String, Outcome> told = new TreeMap<>();
        Process process = start(data.how(), round);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int enough = 150 + 37 * round;
            boolean killed = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The last one may be torn.
                if (line.endsWith(".")) {
                    String[] words = line.split("[ .]");
                    told.put(words[0], Outcome.valueOf(words[1]));
                }
                if (told.size() == enough && !killed) {
                    // Answers come right after a commit, and it shall be struck before, within and between others too.
                    LockSupport.parkNanos(new Random().nextInt(BETWEEN_TWO_ANSWERS));
                    process.toHandle().destroyForcibly();
                    killed = true;
                }
            }
            assertTrue(process.waitFor() != 0 && told.size() >= enough, "it was killed, it didn't end by itself");
        }
        return told;
    }

    private static Process start(List<String> how, int round) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                Victim.class.getName(),
                Integer.toString(round)));
        command.addAll(how);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Instant afterRound(int rounds) {
        return NOVEMBER.plus(Duration.ofDays(40L * rounds));
    }

    /**
     * Takes readings in on four threads until it is killed, the last two the same, so that one is told {@code DUPLICATE} of what the
     * other is still bringing; tells each id with its outcome, and seals meanwhile.
     */
    public static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws Exception {
            int round = Integer.parseInt(arguments[0]);
            House house = new House(StoreUnderTest.open(Arrays.copyOfRange(arguments, 1, arguments.length)));
            house.clock.set(afterRound(round));
            for (int thread = 0; thread < 4; thread++) {
                String name = round + "-" + Math.min(thread, 2) + "-";
                new Thread(() -> take(house, name)).start();
            }
            seal(house, round);
        }

        private static void take(House house, String name) {
            for (int i = 0; ; i += 7) {
                List<Reading> batch =
                        IntStream.range(i, i + 7).mapToObj(k -> ofId(name + k)).collect(Collectors.toList());
                // One of these, or one that is yet to come.
                batch.add(ofId("w" + name + (i + (i % 2 == 0 ? 3 : 9))));
                List<Receipt> receipts = house.metering.accept(STAFF, batch);
                StringBuilder told = new StringBuilder();
                for (int k = 0; k < batch.size(); k++) {
                    told.append(batch.get(k).id())
                            .append(' ')
                            .append(receipts.get(k).outcome())
                            .append(".\n");
                }
                System.out.print(told);
                System.out.flush();
            }
        }

        /** An hour after the other, and now and then a period of four that nobody else closes. */
        private static void seal(House house, int round) {
            for (int hour = 1; ; hour++) {
                house.clock.set(house.clock.instant().plus(Duration.ofHours(1)));
                house.metering.round();
                if (hour == 3 || hour == 6) {
                    Instant from = OCTOBER.plus(Duration.ofHours(8L * round + 4 * (hour / 6)));
                    house.journal.decide(
                            STAFF, decisions -> house.metering.seal(decisions, from, from.plus(Duration.ofHours(4))));
                }
            }
        }
    }

    /** Of the first days of October; what begins with w takes back what comes after the w. */
    private static Reading ofId(String id) {
        if (id.startsWith("w")) {
            return withdrawal(id, ofId(id.substring(1)));
        }
        Random random = new Random(id.hashCode());
        return reading(
                id,
                TENANTS.get(random.nextInt(TENANTS.size())),
                OCTOBER.plusSeconds(random.nextInt(3 * 24 * 3600)),
                BigDecimal.valueOf(random.nextInt(5_000_000), 6).toPlainString());
    }
}
