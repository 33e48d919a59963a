package fr.beffroi.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Metering: how fast readings come in, what counting costs an instance, whether memory stays as it is while the disk stands still, and
 * how long a month takes to ask.
 */
final class MeteringBench {
    private final Workshop workshop;
    private final MeteringSize size;
    private final List<String> versions = new ArrayList<>();

    MeteringBench(Workshop workshop, MeteringSize size) {
        this.workshop = workshop;
        this.size = size;
    }

    List<String> versions() {
        return versions;
    }

    List<Table> measure() throws Exception {
        if (size.has("month")) {
            MonthFill.requireRoom(workshop, size.readings().get(size.readings().size() - 1));
        }
        Postgresql postgresql = Postgresql.start(workshop);
        versions.add(postgresql.version());
        List<Table> tables = new ArrayList<>();
        if (size.has("intake") || size.has("singles") || size.has("handle") || size.has("stall")) {
            tables.addAll(intake(postgresql));
        }
        if (size.has("month")) {
            tables.add(new MonthQuery(workshop, size, postgresql).measure());
        }
        return tables;
    }

    private List<Table> intake(Postgresql postgresql) throws Exception {
        MeteredHouse metered = MeteredHouse.start(workshop, postgresql, size.mostBatching());
        BareIntake.make(metered.database());
        Acknowledged bare = new Acknowledged();
        IntakeBench intake = new IntakeBench(workshop, size, metered, postgresql.pid(), bare);
        List<Table> tables = new ArrayList<>();
        if (size.has("intake")) {
            tables.add(intake.batches());
        }
        if (size.has("singles")) {
            tables.add(intake.singles());
        }
        if (size.has("handle")) {
            tables.add(new HandleBench(workshop, size, metered.database(), bare).measure());
        }
        if (size.has("stall")) {
            tables.add(new StallBench(workshop, size, postgresql, metered).measure());
        }
        workshop.end(metered.house());
        return tables;
    }
}
