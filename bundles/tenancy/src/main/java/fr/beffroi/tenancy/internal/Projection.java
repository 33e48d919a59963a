package fr.beffroi.tenancy.internal;

import fr.beffroi.api.Commune;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Platform;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Entry;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The fold of the journal into this room's tables. */
final class Projection {
    /** The step of a subscription that makes its group (see provisioning). */
    static final String GROUP_STEP = "directory";

    /** The step that takes the group away for the length of a suspension; undone, the group stands again. */
    static final String SUSPENSION_STEP = "directory-suspended";

    private static final String NAME_OF_SERVICE = "(SELECT o.name FROM tenancy_subscription s"
            + " JOIN tenancy_offering o ON o.id = s.offering WHERE s.id = :subscription)";

    private Projection() {}

    static void apply(Handle sql, Entry entry) {
        Decision decision = entry.decision();
        if (decision instanceof Decision.IntercommunalityDeclared declared) {
            put(sql, declared.intercommunality());
        } else if (decision instanceof Decision.CommuneDeclared declared) {
            put(sql, declared.commune());
        } else if (decision instanceof Decision.DepartureDecided leaving) {
            setState(sql, leaving.commune(), Residence.State.LEAVING);
        } else if (decision instanceof Decision.CommuneLeft left) {
            setState(sql, left.commune(), Residence.State.LEFT);
        } else if (decision instanceof Decision.PlatformDeclared declared) {
            put(sql, declared.platform());
        } else if (decision instanceof Decision.PlatformWithdrawn withdrawn) {
            withdraw(sql, withdrawn.platform());
        } else if (decision instanceof Decision.OfferingPublished published) {
            put(sql, published.offering());
        } else if (decision instanceof Decision.SubscriptionOrdered ordered) {
            put(sql, ordered);
        } else if (decision instanceof Decision.StepDone done) {
            done(sql, done);
        } else if (decision instanceof Decision.StepUndone undone) {
            undone(sql, undone);
        }
    }

    // Who lives here

    private static void put(Handle sql, Intercommunality intercommunality) {
        sql.createUpdate("INSERT INTO tenancy_intercommunality (id, siren, name) VALUES (1, :siren, :name)"
                        + " ON CONFLICT (id) DO UPDATE SET siren = excluded.siren, name = excluded.name")
                .bind("siren", intercommunality.siren().number())
                .bind("name", intercommunality.name())
                .execute();
    }

    private static void put(Handle sql, Commune commune) {
        sql.createUpdate("INSERT INTO tenancy_commune (insee, siren, name, population, postal_codes, state)"
                        + " VALUES (:insee, :siren, :name, :population, :postalCodes, :state)"
                        + " ON CONFLICT (insee) DO UPDATE SET siren = excluded.siren, name = excluded.name,"
                        + " population = excluded.population, postal_codes = excluded.postal_codes")
                .bind("insee", commune.insee().code())
                .bind("siren", commune.siren().number())
                .bind("name", commune.name())
                .bind("population", commune.population())
                .bind("postalCodes", String.join("\n", commune.postalCodes()))
                .bind("state", Residence.State.RESIDENT.name())
                .execute();
    }

    private static void setState(Handle sql, Insee insee, Residence.State state) {
        sql.createUpdate("UPDATE tenancy_commune SET state = :state WHERE insee = :insee")
                .bind("insee", insee.code())
                .bind("state", state.name())
                .execute();
    }

    private static void put(Handle sql, Platform platform) {
        String communes = platform.communes()
                .map(all -> all.stream().map(Insee::code).sorted().collect(Collectors.joining("\n")))
                .orElse(null);
        sql.createUpdate(
                        "INSERT INTO tenancy_platform (name, title, communes) VALUES (:name, :title, :communes)"
                                + " ON CONFLICT (name) DO UPDATE SET title = excluded.title, communes = excluded.communes, withdrawn = 0")
                .bind("name", platform.name())
                .bind("title", platform.title())
                .bind("communes", communes)
                .execute();
    }

    private static void withdraw(Handle sql, String platform) {
        sql.createUpdate("UPDATE tenancy_platform SET withdrawn = 1 WHERE name = :name")
                .bind("name", platform)
                .execute();
    }

    // Which groups stand

    private static void put(Handle sql, Offering offering) {
        sql.createUpdate("INSERT INTO tenancy_offering (id, name) VALUES (:id, :name)"
                        + " ON CONFLICT (id) DO UPDATE SET name = excluded.name")
                .bind("id", offering.id())
                .bind("name", offering.name())
                .execute();
    }

    private static void put(Handle sql, Decision.SubscriptionOrdered ordered) {
        sql.createUpdate("INSERT INTO tenancy_subscription (id, offering) VALUES (:id, :offering)"
                        + " ON CONFLICT (id) DO UPDATE SET offering = excluded.offering")
                .bind("id", ordered.subscription())
                .bind("offering", ordered.offering())
                .execute();
    }

    private static void done(Handle sql, Decision.StepDone done) {
        if (done.step().equals(GROUP_STEP)) {
            sql.createUpdate("INSERT INTO tenancy_group (insee, service)"
                            + " SELECT :insee, o.name FROM tenancy_subscription s"
                            + " JOIN tenancy_offering o ON o.id = s.offering WHERE s.id = :subscription"
                            + " ON CONFLICT (insee, service) DO NOTHING")
                    .bind("insee", done.commune().code())
                    .bind("subscription", done.subscription())
                    .execute();
        } else if (done.step().equals(SUSPENSION_STEP)) {
            setSuspended(sql, done.commune(), done.subscription(), 1);
        }
    }

    private static void undone(Handle sql, Decision.StepUndone undone) {
        if (undone.step().equals(GROUP_STEP)) {
            sql.createUpdate("DELETE FROM tenancy_group WHERE insee = :insee AND service IN " + NAME_OF_SERVICE)
                    .bind("insee", undone.commune().code())
                    .bind("subscription", undone.subscription())
                    .execute();
        } else if (undone.step().equals(SUSPENSION_STEP)) {
            setSuspended(sql, undone.commune(), undone.subscription(), 0);
        }
    }

    private static void setSuspended(Handle sql, Insee insee, String subscription, int suspended) {
        sql.createUpdate("UPDATE tenancy_group SET suspended = :suspended WHERE insee = :insee AND service IN "
                        + NAME_OF_SERVICE)
                .bind("suspended", suspended)
                .bind("insee", insee.code())
                .bind("subscription", subscription)
                .execute();
    }
}
