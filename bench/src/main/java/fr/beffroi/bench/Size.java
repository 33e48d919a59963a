package fr.beffroi.bench;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param clients numbers of closed-loop clients
 * @param warmUp before each loop over reads
 * @param time of each loop over reads
 * @param provisions orders of the immediate offering, for each number of clients
 * @param lanes numbers of lanes
 * @param groups orders of the offering that is a group of the directory, one slice after another
 * @param firstGroups orders that come before and aren't measured: the JVM compiles meanwhile
 * @param instances orders of the hosted offering, one slice after another
 * @param open operations that are open when the house is killed
 * @param standing numbers of instances at which the house is measured, ascending and multiples of {@code block}
 * @param block instances that have one median together
 * @param listening how long a neighbour is asked while it is quiet, and under each attack
 */
record Size(
        List<Integer> clients,
        Duration warmUp,
        Duration time,
        int provisions,
        List<Integer> lanes,
        int firstGroups,
        List<Integer> groups,
        List<Integer> instances,
        int open,
        List<Integer> standing,
        int block,
        Duration listening) {

    static final Size FULL = new Size(
            List.of(1, 4, 16),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            500,
            List.of(1, 4, 8),
            1_000,
            List.of(100, 500),
            List.of(25, 75),
            1_000,
            List.of(100, 500, 1_000, 2_000),
            100,
            Duration.ofSeconds(20));

    static final Size SMALL = new Size(
            List.of(1, 4, 16),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            60,
            List.of(1, 4),
            20,
            List.of(20, 60),
            List.of(5, 10),
            100,
            List.of(10, 20, 40),
            10,
            Duration.ofSeconds(4));
}
