package fr.beffroi.hosting.internal;

import fr.beffroi.api.Commune;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Siren;
import fr.beffroi.api.hosted.MeterHandle;
import fr.beffroi.hosting.Blueprint;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The meter handles that instances are given, with their queue and everything in between, before an intake of the benchmark's. */
public final class MeterProbe implements AutoCloseable {
    private static final String SERVICE = "actes";
    private static final String METER = "page-views";
    private static final String VERSION = "1.0.0";
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ReadingQueue queue;

    /**
     * @param capacity readings of all instances that may wait
     * @param each of them, how many may be of one instance
     */
    public MeterProbe(ReadingIntake intake, int capacity, int each) {
        queue = new ReadingQueue(intake, capacity, each);
    }

    /** The handle that the instance of this commune is given. */
    public MeterHandle handle(String insee) {
        Address address = new Address(new Insee(insee), SERVICE);
        Commune commune = new Commune(address.tenant(), new Siren("213001894"), "Commune d'essai", 1, List.of());
        Offering offering = new Offering(
                "bench",
                SERVICE,
                "Actes",
                "Des actes.",
                List.of(),
                Optional.of(new HostedBundle("fr.beffroi.service.actes", VERSION)),
                true,
                List.of(new Meter(METER, "Pages consultées", "page", Meter.Aggregation.SUM)),
                List.of(),
                List.of(new Plan("bench-plan", "standard", "Tout compris.", Map.of())));
        Blueprint blueprint = new Blueprint(commune, offering, VERSION, Map.of(), null, null);
        InstanceContext context = new InstanceContext(address, blueprint, Clock.systemUTC(), Path.of("."), queue, null);
        context.enterBy(new Inside(address, MeterProbe.class.getClassLoader(), new Ledger(100, System::nanoTime)));
        return context.meter(METER);
    }

    @Override
    public void close() throws InterruptedException {
        queue.stop(DRAIN);
    }
}
