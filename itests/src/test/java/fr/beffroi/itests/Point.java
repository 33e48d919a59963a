package fr.beffroi.itests;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A moment within an operation: just before or just after one of the changes that it asks of the journal, the directory, the tenant
 * databases or hosting.
 *
 * @param side {@code before} or {@code after}
 * @param nth which of the calls of that name within the operation, from 1
 * @param call as the bundle of checkpoints names it
 */
record Point(String side, int nth, String call) {

    /** Both sides of every call that was written down, in order. */
    static List<Point> around(List<String> calls) {
        List<Point> points = new ArrayList<>();
        Map<String, Integer> count = new HashMap<>();
        for (String call : calls) {
            int nth = count.merge(call, 1, Integer::sum);
            points.add(new Point("before", nth, call));
            points.add(new Point("after", nth, call));
        }
        return points;
    }

    /** As the bundle of checkpoints reads it. */
    @Override
    public String toString() {
        return side + " " + nth + " " + call;
    }
}
