package fr.beffroi.metering.internal;

import fr.beffroi.api.Reading;
import fr.beffroi.store.Store;
import org.jdbi.v3.core.statement.Update;

/** What somebody who can write the tables does to one reading, and how {@code verify} has to call it. */
enum Tampering {
    MORE("UPDATE metering_reading SET quantity = quantity + 1", "changed"),
    SOONER("UPDATE metering_reading SET at = at - 1", "changed"),
    ANOTHER_METER("UPDATE metering_reading SET meter = 'page-views'", "changed"),
    ANOTHER_ORIGINAL("UPDATE metering_reading SET corrects = 'another'", "changed"),
    ARRIVED_LATER("UPDATE metering_reading SET arrived = arrived + 1", "changed"),
    GONE("DELETE FROM metering_reading", "removed"),
    ONE_MORE(
            "INSERT INTO metering_reading (source, id, tenant, offering, meter, at, quantity, arrived)"
                    + " SELECT source, 'smuggled', tenant, offering, meter, at, quantity, arrived FROM metering_reading",
            "added");

    private final String change;
    private final String called;

    Tampering(String change, String called) {
        this.change = change;
        this.called = called;
    }

    /** @return what {@code verify} has to say of it */
    String of(Reading reading, Store store) {
        int changed = store.write(sql -> {
            Update update = sql.createUpdate(change + " WHERE source = :source AND id = :id");
            return update.bind("source", reading.source())
                    .bind("id", reading.id())
                    .execute();
        });
        if (changed != 1) {
            throw new AssertionError(this + " changed " + changed + " readings");
        }
        String id = this == ONE_MORE ? "smuggled" : reading.id();
        return "the reading " + id + " of " + reading.source() + " was " + called;
    }
}
