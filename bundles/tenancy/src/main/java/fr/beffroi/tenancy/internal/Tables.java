package fr.beffroi.tenancy.internal;

import fr.beffroi.api.Account;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import fr.beffroi.journal.Journal;
import fr.beffroi.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * All questions to this room's tables, and the changes of the private ones. The communes, the platforms and the groups that should
 * stand are a fold of the journal ({@link Projection}); accounts and passwords are private, because the journal never sees personal
 * data or hashes: whoever decides about them changes their row in the decision's own transaction.
 *
 * <p>Safe for use by many threads; each method that takes a handle belongs to that handle's transaction.
 */
@Component(service = Tables.class)
public final class Tables {
    private static final String PLATFORMS = "SELECT p.name, p.title, p.communes, s.password FROM tenancy_platform p"
            + " LEFT JOIN tenancy_platform_password s ON s.name = p.name WHERE p.withdrawn = 0";

    private final Store store;
    private final Journal.Attachment projection;

    @Activate
    public Tables(@Reference Store store, @Reference Journal journal) {
        this.store = store;
        store.migrate("tenancy", Tables.class.getClassLoader());
        projection = journal.attach("tenancy", Projection::apply);
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

    /** The services whose group should stand in the commune's branch, by name; a suspended one's should not. */
    List<String> groups(Handle sql, Insee insee) {
        return sql
                .createQuery("SELECT service FROM tenancy_group WHERE insee = :insee AND suspended = 0")
                .bind("insee", insee.code())
                .mapTo(String.class)
                .stream()
                .sorted()
                .toList();
    }

    /** The declared platforms but those that were withdrawn, in the order of their names. */
    List<StoredPlatform> platforms(Handle sql) {
        return sql.createQuery(PLATFORMS).map((row, context) -> platform(row)).stream()
                .sorted(Comparator.comparing(
                        (StoredPlatform stored) -> stored.platform().name()))
                .toList();
    }

    Optional<StoredPlatform> platform(Handle sql, String name) {
        return sql.createQuery(PLATFORMS + " AND p.name = :name")
                .bind("name", name)
                .map((row, context) -> platform(row))
                .findOne();
    }

    /** Those that were withdrawn and not declared again. */
    List<String> withdrawnPlatforms(Handle sql) {
        return sql.createQuery("SELECT name FROM tenancy_platform WHERE withdrawn = 1")
                .mapTo(String.class)
                .list();
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

    void setPlatformPassword(Handle sql, String platform, String hash) {
        sql.createUpdate("INSERT INTO tenancy_platform_password (name, password) VALUES (:name, :password)"
                        + " ON CONFLICT (name) DO UPDATE SET password = excluded.password")
                .bind("name", platform)
                .bind("password", hash)
                .execute();
    }

    void forgetPlatformPassword(Handle sql, String platform) {
        sql.createUpdate("DELETE FROM tenancy_platform_password WHERE name = :name")
                .bind("name", platform)
                .execute();
    }

    /** Erases everything that is known of the person. */
    void erase(Handle sql, UUID account) {
        sql.createUpdate("DELETE FROM tenancy_account WHERE id = :id")
                .bind("id", account.toString())
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

    private static StoredPlatform platform(ResultSet row) throws SQLException {
        Optional<Set<Insee>> communes = Optional.ofNullable(row.getString("communes"))
                .map(codes -> Arrays.stream(codes.split("\n")).map(Insee::new).collect(Collectors.toSet()));
        return new StoredPlatform(
                new Platform(row.getString("name"), row.getString("title"), communes),
                Optional.ofNullable(row.getString("password")));
    }
}
