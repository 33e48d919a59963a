package fr.beffroi.store.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs twice: on SQLite and on PostgreSQL. It may take parameters, and so may the {@code @BeforeEach} methods and the
 * constructor of its class (all get the same):
 *
 * <ul>
 *   <li>{@link fr.beffroi.store.Store} or {@code SqlStore}: fresh, without any table
 *   <li>{@link fr.beffroi.store.TenantDatabases}: of the same kind, empty
 *   <li>{@link StoreUnderTest}: how to open the same data again, or in another process
 * </ul>
 *
 * All are closed after the test. Where PostgreSQL isn't installed that half is reported as skipped, unless {@value
 * PostgresServer#REQUIRED} forbids it.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(BothStores.class)
public @interface OnBothStores {}
