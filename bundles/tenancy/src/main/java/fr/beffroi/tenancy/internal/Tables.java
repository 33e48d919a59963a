package fr.beffroi.tenancy.internal;

import fr.beffroi.api.Account;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import fr.beffroi.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * All SQL of this room. The communes, and the groups that should stand, are a fold of the journal; the accounts are private, because
 * the journal never sees personal data: whoever decides about an account changes its row in the decision's own transaction.
 *
 * <p>Safe for use by many threads; each method that takes a handle belongs to that handle's transaction.
 */
@Component(service = Tables.class)
public final class Tables {
    /** The step of a subscription that makes its group (see provisioning). */
    static final String GROUP_STEP = "directory";

    private final Store store;
    private final Journal.Attachment projection;

    @Activate
    public Tables(@Reference Store store, @Reference Journal journal) {
        this.store = store;
        store.migrate("tenancy", Tables.class.getClassLoader());
        projection = journal.attach("tenancy", Tables::project);
    }

    @Deactivate
    void close() {
        projection.close();
    }

    <R> R read(Function<Handle, R> queries) {
        return store.read(queries);
    }

    // What stands

    Optional<Intercommunality> intercommunality(Handle sql) {
        return sql.createQuery("SELECT siren, name FROM tenancy_intercommunality WHERE id = 1")
                .map((row, context) -> new Intercommunality(new Siren(row.getString("siren")), row.getString("name")))
                .findOne();
    }

    /** Every commune that ever lived here, in the order of INSEE codes. */
    List<Residence> communes(Handle sql) {
        return sql
                .createQuery("SELECT insee, siren, name, population, postal_codes, state FROM tenancy_commune")
                .map((row, context) -> residence(row))
                .stream()
                .sorted(Comparator.comparing(
                        (Residence residence) -> residence.commune().insee()))
                .toList();
    }

    Optional<Residence> commune(Handle sql, Insee insee) {
        return sql.createQuery("SELECT insee, siren, name, population, postal_codes, state FROM tenancy_commune"
                        + " WHERE insee = :insee")
                .bind("insee", insee.code())
                .map((row, context) -> residence(row))
                .findOne();
    }

    /** The accounts of a commune, in the order of their uids. */
    List<StoredAccount> accounts(Handle sql, Insee insee) {
        return sql
                .createQuery("SELECT id, insee, uid, name, mail, role, password FROM tenancy_account"
                        + " WHERE insee = :insee")
                .bind("insee", insee.code())
                .map((row, context) -> account(row))
                .stream()
                // Not ORDER BY: the two data stores don't sort text alike.
                .sorted(Comparator.comparing(
                        (StoredAccount stored) -> stored.account().uid()))
                .toList();
    }

    Optional<StoredAccount> account(Handle sql, Insee insee, String uid) {
        return sql.createQuery("SELECT id, insee, uid, name, mail, role, password FROM tenancy_account"
                        + " WHERE insee = :insee AND uid = :uid")
                .bind("insee", insee.code())
                .bind("uid", uid)
                .map((row, context) -> account(row))
                .findOne();
    }

    /** The services whose group should stand in the commune's branch, by name. */
    List<String> groups(Handle sql, Insee insee) {
        return sql
                .createQuery("SELECT service FROM tenancy_group WHERE insee = :insee")
                .bind("insee", insee.code())
                .mapTo(String.class)
                .stream()
                .sorted()
                .toList();
    }

    // The private part

    void open(Handle sql, Account account) {
        sql.createUpdate("INSERT INTO tenancy_account (id, insee, uid, name, mail, role)"
                        + " VALUES (:id, :insee, :uid, :name, :mail, :role)")
                .bind("id", account.id().toString())
                .bind("insee", account.tenant().code())
                .bind("uid", account.uid())
                .bind("name", account.name())
                .bind("mail", account.mail())
                .bind("role", account.role().name())
                .execute();
    }

    void change(Handle sql, Account account) {
        sql.createUpdate("UPDATE tenancy_account SET name = :name, mail = :mail, role = :role WHERE id = :id")
                .bind("id", account.id().toString())
                .bind("name", account.name())
                .bind("mail", account.mail())
                .bind("role", account.role().name())
                .execute();
    }

    void setPassword(Handle sql, UUID account, String hash) {
        sql.createUpdate("UPDATE tenancy_account SET password = :password WHERE id = :id")
                .bind("id", account.toString())
                .bind("password", hash)
                .execute();
    }

    /** Erases everything that is known of the person. */
    void erase(Handle sql, UUID account) {
        sql.createUpdate("DELETE FROM tenancy_account WHERE id = :id")
                .bind("id", account.toString())
                .execute();
    }

    // The fold of the journal

    private static void project(Handle sql, Entry entry) {
        Decision decision = entry.decision();
        if (decision instanceof Decision.IntercommunalityDeclared declared) {
            sql.createUpdate("INSERT INTO tenancy_intercommunality (id, siren, name) VALUES (1, :siren, :name)"
                            + " ON CONFLICT (id) DO UPDATE SET siren = excluded.siren, name = excluded.name")
                    .bind("siren", declared.intercommunality().siren().number())
                    .bind("name", declared.intercommunality().name())
                    .execute();
        } else if (decision instanceof Decision.CommuneDeclared declared) {
            project(sql, declared.commune());
        } else if (decision instanceof Decision.DepartureDecided leaving) {
            setState(sql, leaving.commune(), Residence.State.LEAVING);
        } else if (decision instanceof Decision.CommuneLeft left) {
            setState(sql, left.commune(), Residence.State.LEFT);
        } else if (decision instanceof Decision.OfferingPublished published) {
            sql.createUpdate("INSERT INTO tenancy_offering (id, name) VALUES (:id, :name)"
                            + " ON CONFLICT (id) DO UPDATE SET name = excluded.name")
                    .bind("id", published.offering().id())
                    .bind("name", published.offering().name())
                    .execute();
        } else if (decision instanceof Decision.SubscriptionOrdered ordered) {
            sql.createUpdate("INSERT INTO tenancy_subscription (id, offering) VALUES (:id, :offering)"
                            + " ON CONFLICT (id) DO UPDATE SET offering = excluded.offering")
                    .bind("id", ordered.subscription())
                    .bind("offering", ordered.offering())
                    .execute();
        } else if (decision instanceof Decision.StepDone done && done.step().equals(GROUP_STEP)) {
            sql.createUpdate("INSERT INTO tenancy_group (insee, service)"
                            + " SELECT :insee, o.name FROM tenancy_subscription s"
                            + " JOIN tenancy_offering o ON o.id = s.offering WHERE s.id = :subscription"
                            + " ON CONFLICT (insee, service) DO NOTHING")
                    .bind("insee", done.commune().code())
                    .bind("subscription", done.subscription())
                    .execute();
        } else if (decision instanceof Decision.StepUndone undone
                && undone.step().equals(GROUP_STEP)) {
            sql.createUpdate("DELETE FROM tenancy_group WHERE insee = :insee AND service IN"
                            + " (SELECT o.name FROM tenancy_subscription s"
                            + " JOIN tenancy_offering o ON o.id = s.offering WHERE s.id = :subscription)")
                    .bind("insee", undone.commune().code())
                    .bind("subscription", undone.subscription())
                    .execute();
        }
    }

    private static void project(Handle sql, Commune commune) {
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

    private static Residence residence(ResultSet row) throws SQLException {
        String codes = row.getString("postal_codes");
        Commune commune = new Commune(
                new Insee(row.getString("insee")),
                new Siren(row.getString("siren")),
                row.getString("name"),
                row.getInt("population"),
                codes.isEmpty() ? List.of() : List.of(codes.split("\n")));
        return new Residence(commune, Residence.State.valueOf(row.getString("state")));
    }

    private static StoredAccount account(ResultSet row) throws SQLException {
        Account account = new Account(
                UUID.fromString(row.getString("id")),
                new Insee(row.getString("insee")),
                row.getString("uid"),
                row.getString("name"),
                row.getString("mail"),
                Role.valueOf(row.getString("role")));
        return new StoredAccount(account, Optional.ofNullable(row.getString("password")));
    }
}
