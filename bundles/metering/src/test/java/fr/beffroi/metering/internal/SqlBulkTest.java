package fr.beffroi.metering.internal;

import static fr.beffroi.metering.internal.House.BERNIS;
import static fr.beffroi.metering.internal.House.OCTOBER;
import static fr.beffroi.metering.internal.House.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.store.testing.OnPostgresql;
import fr.beffroi.store.testing.StoreUnderTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

class SqlBulkTest {
    /** What PostgreSQL tries by itself before it decides whether a plan is worth keeping (its manual, PREPARE). */
    private static final long TRIALS = 5;

    @OnPostgresql
    void singleReadingsArePlannedOnceAsManyAre(StoreUnderTest data) {
        data.store().migrate("metering", getClass().getClassLoader());
        data.store().write(sql -> {
            for (int i = 0; i < 30; i++) {
                Row row = Row.of(reading("r" + i, BERNIS, OCTOBER, "1"));
                assertEquals(
                        Set.of(row.key()), SqlBulk.store(sql, 0, List.of(row)).orElseThrow());
            }
            Map<String, Object> plans = plans(sql);
            assertEquals(TRIALS, plans.get("custom_plans"), plans::toString);
            assertTrue((long) plans.get("generic_plans") > TRIALS, plans::toString);
            return null;
        });
    }

    private static Map<String, Object> plans(Handle sql) {
        return sql.createQuery("SELECT custom_plans, generic_plans FROM pg_prepared_statements"
                        + " WHERE statement LIKE '%INSERT INTO metering_reading%'")
                .mapToMap()
                .one();
    }
}
