package fr.beffroi.broker;

import com.fasterxml.jackson.core.type.TypeReference;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.decision.Decision.OfferingPublished;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Projection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Every meter that was ever published, as it was published last: its name stays bound to what it counted when it is dropped. */
final class MeterRows implements Projection {
    private static final TypeReference<Meter> METER = new TypeReference<>() {};

    @Override
    public void apply(Handle sql, Entry entry) {
        if (entry.decision() instanceof OfferingPublished published) {
            Offering offering = published.offering();
            offering.meters()
                    .forEach(meter -> sql.createUpdate(
                                    "INSERT INTO broker_meter (offering, name, body) VALUES (:offering, :name, :body)"
                                            + " ON CONFLICT (offering, name) DO UPDATE SET body = excluded.body")
                            .bind("offering", offering.id())
                            .bind("name", meter.name())
                            .bind("body", Json.write(meter))
                            .execute());
        }
    }

    /** By name. */
    static List<Meter> of(Handle sql, Offering offering) {
        return sql.createQuery("SELECT body FROM broker_meter WHERE offering = :offering ORDER BY name")
                .bind("offering", offering.id())
                .map((row, context) -> Json.read(row.getString("body"), METER))
                .list();
    }
}
