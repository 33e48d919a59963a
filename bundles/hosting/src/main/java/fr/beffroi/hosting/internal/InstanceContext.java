package fr.beffroi.hosting.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.DirectoryView;
import fr.beffroi.api.hosted.MeterHandle;
import fr.beffroi.api.hosted.Outside;
import fr.beffroi.api.hosted.TenantContext;
import fr.beffroi.hosting.Blueprint;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.slf4j.Logger;

/** What one instance is given. Once it is closed its meters and its way out refuse, so that a thread left behind by an
 * instance can't go on. */
final class InstanceContext implements TenantContext {
    private final Address address;
    private final Blueprint blueprint;
    private final Clock clock;
    private final Path files;
    private final ReadingQueue readings;
    private final Outside exit;
    private final Actor actor;
    private final Logger logger;
    /** Null before the instance runs, and again once it is closed: this outlives it in memory, and its classes must not. */
    private volatile Inside inside;

    InstanceContext(
            Address address, Blueprint blueprint, Clock clock, Path files, ReadingQueue readings, Outside exit) {
        this.address = address;
        this.blueprint = blueprint;
        this.clock = clock;
        this.files = files;
        this.readings = readings;
        this.exit = exit;
        this.actor = Actor.service(address.tenant(), address.service());
        this.logger = InstanceLogger.of(address);
    }

    /** What the instance hangs on its stages goes in by this, when its time comes. */
    void enterBy(Inside way) {
        inside = way;
    }

    @Override
    public Commune commune() {
        return blueprint.commune();
    }

    @Override
    public String service() {
        return address.service();
    }

    @Override
    public Map<String, Object> parameters() {
        return blueprint.parameters();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public DataSource dataSource() {
        return blueprint.dataSource();
    }

    @Override
    public Path files() {
        return files;
    }

    /** Readings get the id {@code <meter>/<id>}: ids are unique within a meter here, and within a source in the house. */
    @Override
    public MeterHandle meter(String name) {
        Offering offering = blueprint.offering();
        if (offering.meter(name).isEmpty()) {
            throw new IllegalArgumentException(
                    "The catalogue declares no meter \"" + name + "\" for " + offering.name());
        }
        if (HouseMeters.isOne(name)) {
            throw new IllegalArgumentException("The house itself records the meter \"" + name + "\"");
        }
        return (id, quantity, time, item) -> {
            Inside way = inside;
            if (way == null) {
                return CompletableFuture.failedStage(
                        new Refusal(Reason.UNAVAILABLE, "The instance " + address + " is closed: it counts no more."));
            }
            try {
                if (id == null || id.isBlank()) {
                    throw Refusal.invalid("A reading needs an id.");
                }
                Reading reading = new Reading(
                        address.path(),
                        name + "/" + id,
                        address.tenant(),
                        address.service(),
                        name,
                        time,
                        quantity,
                        Optional.empty(),
                        item);
                return readings.record(actor, reading, way);
            } catch (Refusal refusal) {
                return CompletableFuture.failedStage(refusal);
            }
        };
    }

    @Override
    public Outside outside() {
        return request -> {
            if (inside == null) {
                throw new Refusal(Reason.UNAVAILABLE, "The instance " + address + " is closed: nothing goes out.");
            }
            return exit.send(request);
        };
    }

    @Override
    public DirectoryView directory() {
        return blueprint.directory();
    }

    @Override
    public Logger logger() {
        return logger;
    }

    void close() {
        inside = null;
    }
}
