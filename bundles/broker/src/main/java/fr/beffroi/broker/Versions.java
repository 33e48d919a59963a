package fr.beffroi.broker;

import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Offering;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Which version of its bundle a subscription runs. Journals from before versions were kept don't say it: a subscription then ran
 * whatever the catalogue named, also when that changed.
 */
record Versions(Handle sql) {

    /** The version of a new subscription. */
    Optional<String> of(Optional<String> ordered, String offering) {
        return ordered.isPresent()
                ? ordered
                : Register.offering(sql, offering).flatMap(Offering::hosted).map(HostedBundle::version);
    }

    /** Nobody can run what is no longer offered; today the catalogue can't take it away, so this is about old journals. */
    void follow(String offering, HostedBundle bundle) {
        List<String> running = sql.createQuery("SELECT DISTINCT version FROM broker_subscription"
                        + " WHERE offering = :offering AND state <> 'CLOSED' AND version IS NOT NULL")
                .bind("offering", offering)
                .mapTo(String.class)
                .list();
        for (String version : running) {
            if (!bundle.offers(version)) {
                sql.createUpdate("UPDATE broker_subscription SET version = :new"
                                + " WHERE offering = :offering AND state <> 'CLOSED' AND version = :old")
                        .bind("new", bundle.version())
                        .bind("offering", offering)
                        .bind("old", version)
                        .execute();
            }
        }
    }
}
