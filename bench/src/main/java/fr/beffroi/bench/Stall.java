package fr.beffroi.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A disk that answers nothing any more: all processes of a PostgreSQL stand still until this is closed. They go on whichever way this
 * program ends, so that the server can be ended too.
 */
final class Stall implements AutoCloseable {
    // The server first, so that it starts no others meanwhile.
    private static final String SCRIPT = "children=/proc/$1/task/$1/children;"
            + " trap 'kill -CONT $(cat $children) $1; exit 0' TERM;"
            + " kill -STOP $1; kill -STOP $(cat $children); touch \"$2\"; while :; do sleep 1 & wait $!; done";

    private final Workshop workshop;
    private final Child guard;

    private Stall(Workshop workshop, Child guard) {
        this.workshop = workshop;
        this.guard = guard;
    }

    /** Returns when everything stands. */
    static Stall begin(Workshop workshop, Postgresql postgresql) throws Exception {
        Path folder = workshop.newFolder("stall");
        Path stands = folder.resolve("stands");
        Child guard = workshop.keep(Child.start(
                "",
                "TERM",
                folder,
                folder.resolve("log"),
                Map.of(),
                List.of("sh", "-c", SCRIPT, "sh", Long.toString(postgresql.pid()), stands.toString())));
        workshop.await("PostgreSQL stands still", Duration.ofSeconds(10), Duration.ofMillis(20), () -> {
            if (!guard.isAlive()) {
                throw new IllegalStateException("PostgreSQL can't be stopped:\n" + guard.log());
            }
            return Files.exists(stands);
        });
        return new Stall(workshop, guard);
    }

    /** Lets it go on. */
    @Override
    public void close() throws Exception {
        workshop.end(guard);
    }
}
