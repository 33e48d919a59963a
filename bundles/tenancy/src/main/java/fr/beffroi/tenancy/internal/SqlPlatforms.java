package fr.beffroi.tenancy.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Platforms;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.Journal;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The declared platforms, from the tables. */
@Component(service = Platforms.class, configurationPid = TenancySettings.PID)
public final class SqlPlatforms implements Platforms {
    private static final Logger LOG = LoggerFactory.getLogger(SqlPlatforms.class);

    private final Tables tables;
    private final Journal journal;
    private final LdapDirectory directory;
    private final int iterations;

    @Activate
    public SqlPlatforms(
            @Reference Tables tables,
            @Reference Journal journal,
            @Reference LdapDirectory directory,
            TenancySettings settings) {
        this(tables, journal, directory, settings.password_iterations());
    }

    SqlPlatforms(Tables tables, Journal journal, LdapDirectory directory, int iterations) {
        this.tables = tables;
        this.journal = journal;
        this.directory = directory;
        this.iterations = iterations;
    }

    @Override
    public List<Platform> all() {
        return tables.read(tables::platforms).stream()
                .map(StoredPlatform::platform)
                .toList();
    }

    @Override
    public String renewPassword(Actor actor, String name) {
        actor.require(Role.STAFF);
        requireDeclared(tables.read(sql -> tables.platform(sql, name)), name);
        directory.requireAnswer();
        String password = RandomPassword.make();
        // Slow, so before the transaction.
        String hash = PasswordHash.of(password, iterations);
        journal.decide(actor, decisions -> renew(decisions, name, hash));
        tell("The renewed password", name);
        return password;
    }

    @Override
    public void withdraw(Actor actor, String name) {
        actor.require(Role.STAFF);
        if (name.equals(Logins.FIRST_PLATFORM)) {
            throw new Refusal(
                    Reason.CONFLICT,
                    "The platform " + name
                            + " comes from the settings: give it another password there, which nobody has.");
        }
        // Not asked before: a log-in has to be closed most of all while something is wrong.
        journal.decide(actor, decisions -> withdraw(decisions, name));
        tell("The withdrawal", name);
    }

    /** The decision stands, whether the directory answers now or follows it when it is back. */
    private void tell(String what, String name) {
        try {
            directory.agreeOnPlatform(name);
        } catch (Refusal e) {
            LOG.warn("{} of the platform {} waits for the directory: {}", what, name, e.getMessage());
        }
    }

    private Void withdraw(Decisions decisions, String name) {
        requireDeclared(tables.platform(decisions.sql(), name), name);
        tables.forgetPlatformPassword(decisions.sql(), name);
        decisions.record(new Decision.PlatformWithdrawn(name));
        return null;
    }

    private static void requireDeclared(Optional<StoredPlatform> platform, String name) {
        if (platform.isEmpty()) {
            throw new Refusal(Reason.NOT_FOUND, "There is no platform " + name + ". Declare it first.");
        }
    }

    private Void renew(Decisions decisions, String name, String hash) {
        // Somebody may have withdrawn it while the password was hashed.
        requireDeclared(tables.platform(decisions.sql(), name), name);
        tables.setPlatformPassword(decisions.sql(), name, hash);
        decisions.record(new Decision.PlatformPasswordRenewed(name));
        return null;
    }
}
