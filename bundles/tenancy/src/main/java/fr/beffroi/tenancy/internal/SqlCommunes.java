package fr.beffroi.tenancy.internal;

import fr.beffroi.api.Account;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.Journal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who lives here, from the tables. A commune that has left is no longer among {@link #all()}, but is still found by its code: its
 * past statements and its archives bear its name.
 */
@Component(service = Communes.class, configurationPid = TenancySettings.PID)
public final class SqlCommunes implements Communes {
    private static final Logger LOG = LoggerFactory.getLogger(SqlCommunes.class);

    private final Tables tables;
    private final Journal journal;
    private final LdapDirectory directory;
    private final int iterations;

    @Activate
    public SqlCommunes(
            @Reference Tables tables,
            @Reference Journal journal,
            @Reference LdapDirectory directory,
            TenancySettings settings) {
        this(tables, journal, directory, settings.password_iterations());
    }

    SqlCommunes(Tables tables, Journal journal, LdapDirectory directory, int iterations) {
        this.tables = tables;
        this.journal = journal;
        this.directory = directory;
        this.iterations = iterations;
    }

    @Override
    public Optional<Intercommunality> intercommunality() {
        return tables.read(tables::intercommunality);
    }

    @Override
    public List<Commune> all() {
        return tables.read(tables::communes).stream()
                .filter(residence -> residence.state() != Residence.State.LEFT)
                .map(Residence::commune)
                .toList();
    }

    @Override
    public Optional<Commune> find(Insee insee) {
        return tables.read(sql -> tables.commune(sql, insee)).map(Residence::commune);
    }

    @Override
    public List<Account> accounts(Insee insee) {
        return tables.read(sql -> tables.accounts(sql, insee)).stream()
                .map(StoredAccount::account)
                .toList();
    }

    @Override
    public String renewPassword(Actor actor, Insee insee, String uid) {
        actor.require(Role.STAFF, Role.CONTACT);
        if (actor.role() == Role.CONTACT && !actor.belongsTo(insee)) {
            throw new Refusal(Reason.FORBIDDEN, "You can renew passwords for your own commune only.");
        }
        UUID account = tables.read(sql -> tables.account(sql, insee, uid))
                .orElseThrow(() -> noSuchAccount(insee, uid))
                .account()
                .id();
        directory.requireAnswer();
        String password = RandomPassword.make();
        // Slow, so before the transaction.
        String hash = PasswordHash.of(password, iterations);
        journal.decide(actor, decisions -> renew(decisions, insee, uid, account, hash));
        try {
            directory.agree(insee);
        } catch (Refusal e) {
            // It went away just now. The decision stands; the directory follows it when it is back.
            LOG.warn("A renewed password of commune {} waits for the directory: {}", insee, e.getMessage());
        }
        return password;
    }

    private Void renew(Decisions decisions, Insee insee, String uid, UUID account, String hash) {
        tables.account(decisions.sql(), insee, uid)
                .filter(stored -> stored.account().id().equals(account))
                .orElseThrow(() -> noSuchAccount(insee, uid));
        tables.setPassword(decisions.sql(), account, hash);
        decisions.record(new Decision.PasswordRenewed(insee, account));
        return null;
    }

    private static Refusal noSuchAccount(Insee insee, String uid) {
        return new Refusal(Reason.NOT_FOUND, "There is no account " + uid + " in the commune " + insee + ".");
    }
}
