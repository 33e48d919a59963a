package fr.beffroi.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How much of {@code bench/run metering} is measured.
 *
 * @param parts which of {@link #PARTS}
 * @param batches readings in a batch
 * @param connections that send batches
 * @param singles clients that send one reading at a time
 * @param time of each loop
 * @param warmUps how often a loop is gone through before, at most
 * @param stall how long the disk stands still
 * @param sample how often the heap is looked at meanwhile
 * @param refused calls of a handle whose queue is full
 * @param readings in the table when it is asked for a month, ascending
 * @param month readings of the commune whose month is the same however many others there are: a thousand pages
 * @param question how long each question is asked again and again
 */
record MeteringSize(
        List<String> parts,
        List<Integer> batches,
        List<Integer> connections,
        List<Integer> singles,
        Duration time,
        int warmUps,
        Duration stall,
        Duration sample,
        int refused,
        List<Long> readings,
        int month,
        Duration question) {
    /** In the order in which they are measured. */
    static final List<String> PARTS = List.of("intake", "singles", "handle", "stall", "month");

    static final String USAGE =
            "[--only=intake,singles,handle,stall,month] [--readings=1000000,10000000] [--hundred-million]";

    private static final long HUNDRED_MILLION = 100_000_000;

    private static final MeteringSize FULL = new MeteringSize(
            PARTS,
            List.of(100, 1_000),
            List.of(1, 4, 8),
            List.of(8, 64),
            Duration.ofSeconds(10),
            30,
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            1_000_000,
            List.of(1_000_000L, 10_000_000L),
            100_000,
            Duration.ofSeconds(2));

    private static final MeteringSize SMALL = new MeteringSize(
            PARTS,
            List.of(100, 1_000),
            List.of(1, 4),
            List.of(8),
            Duration.ofSeconds(2),
            2,
            Duration.ofSeconds(8),
            Duration.ofSeconds(2),
            20_000,
            List.of(20_000L, 40_000L),
            2_000,
            Duration.ofSeconds(1));

    /**
     * What was asked for on the command line.
     *
     * @param flags such as {@code --readings=1000000}
     * @throws IllegalArgumentException when one isn't known
     */
    static MeteringSize of(boolean small, List<String> flags) {
        MeteringSize size = small ? SMALL : FULL;
        List<String> parts = size.parts;
        List<Long> readings = new ArrayList<>(size.readings);
        for (String flag : flags) {
            String value = flag.substring(flag.indexOf('=') + 1);
            if (flag.startsWith("--only=")) {
                List<String> wanted = Arrays.asList(value.split(","));
                if (!PARTS.containsAll(wanted)) {
                    throw new IllegalArgumentException(flag);
                }
                parts = wanted;
            } else if (flag.startsWith("--readings=")) {
                readings = new ArrayList<>(
                        Arrays.stream(value.split(",")).map(Long::valueOf).toList());
            } else if (flag.equals("--hundred-million")) {
                readings.add(HUNDRED_MILLION);
            } else {
                throw new IllegalArgumentException(flag);
            }
        }
        return new MeteringSize(
                parts,
                size.batches,
                size.connections,
                size.singles,
                size.time,
                size.warmUps,
                size.stall,
                size.sample,
                size.refused,
                readings.stream().sorted().distinct().toList(),
                size.month,
                size.question);
    }

    boolean has(String part) {
        return parts.contains(part);
    }

    /** How many send batches at the same time, at most. */
    int mostBatching() {
        return Collections.max(connections);
    }

    /** How many send single readings at the same time, at most. */
    int mostSingles() {
        return Collections.max(singles);
    }
}
