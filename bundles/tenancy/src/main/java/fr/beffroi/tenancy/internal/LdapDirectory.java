package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Readiness;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.hosted.DirectoryView;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import fr.beffroi.store.KeyFile;
import fr.beffroi.store.PasswordFile;
import fr.beffroi.tenancy.Directory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory, kept in agreement with this room's tables. At start everything is brought into agreement once; from then on a
 * follower of the journal brings a commune's branch into agreement whenever something about its people is decided. Nobody waits for
 * either: a directory that is down delays log-ins, not decisions.
 */
@Component(
        service = {Directory.class, Readiness.class, LdapDirectory.class},
        configurationPid = TenancySettings.PID)
@Designate(ocd = TenancySettings.class)
public final class LdapDirectory implements Directory, Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(LdapDirectory.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Journal journal;
    private final LdapServer server;
    private final Optional<String> publicUrl;
    private final LdapTree tree;
    private final Logins logins;
    private final Agreement agreement;
    private final InstanceEntries instances;
    private final CountDownLatch filled = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread filler;
    private volatile String trouble;

    /** @throws IllegalArgumentException when the settings are wrong, with a sentence that says what to do */
    @Activate
    public LdapDirectory(@Reference Tables tables, @Reference Journal journal, TenancySettings settings)
            throws LDAPException {
        this(
                tables,
                journal,
                server(settings),
                publicUrl(settings),
                base(settings),
                settings.password_iterations(),
                KeyFile.in(
                        Path.of(settings.data()), "directory.key", "Remove it; a new one is made at the next start."),
                FirstCredentials.in(
                        Path.of(settings.data()),
                        Map.of(
                                "ops", settings._password_ops(),
                                "auditor", settings._password_auditor(),
                                "platform", settings._password_platform())));
    }

    LdapDirectory(
            Tables tables,
            Journal journal,
            LdapServer server,
            Optional<String> publicUrl,
            DN base,
            int iterations,
            KeyFile key,
            Map<String, String> firstCredentials) {
        this.journal = journal;
        this.server = server;
        this.publicUrl = publicUrl;
        tree = new LdapTree(server.house(), base);
        agreement = new Agreement(server, tree, tables, journal, firstCredentials, iterations);
        instances = new InstanceEntries(server, tree, agreement, key);
        logins = new Logins(server, tree, tables, iterations);
        filler = new Thread(this::fillAndFollow, "beffroi-directory");
        filler.setDaemon(true);
        filler.start();
    }

    private static LdapServer server(TenancySettings settings) throws LDAPException {
        if (settings.ldap_url().isBlank()) {
            return new EmbeddedServer(base(settings), settings.password_iterations(), settings.ldap_embedded_port());
        }
        String password = PasswordFile.passwordOf(
                "BEFFROI_LDAP_PASSWORD", settings._ldap_password(), settings.ldap_password_file());
        return new ExternalServer(settings.ldap_url(), settings.ldap_bind_dn(), password);
    }

    private static Optional<String> publicUrl(TenancySettings settings) {
        if (settings.ldap_public_url().isBlank()) {
            return Optional.empty();
        }
        ExternalServer.parse("BEFFROI_LDAP_PUBLIC_URL", settings.ldap_public_url());
        return Optional.of(settings.ldap_public_url());
    }

    private static DN base(TenancySettings settings) {
        try {
            return new DN(settings.base_dn());
        } catch (LDAPException e) {
            throw new IllegalArgumentException(
                    "BEFFROI_LDAP_BASE_DN is \"" + settings.base_dn()
                            + "\", which is not the name of an entry: one such as dc=beffroi,dc=example is expected.",
                    e);
        }
    }

    @Deactivate
    void close() throws InterruptedException {
        closed.countDown();
        filler.join();
        server.close();
    }

    // The contract

    @Override
    public void openBranch(Insee tenant) {
        change(() -> agreement.openBranch(tenant));
    }

    @Override
    public void openGroup(Insee tenant, String service) {
        change(() -> agreement.openGroup(tenant, service));
    }

    @Override
    public void closeGroup(Insee tenant, String service) {
        change(() -> agreement.closeGroup(tenant, service));
    }

    @Override
    public void closeBranch(Insee tenant) {
        change(() -> agreement.closeBranch(tenant));
    }

    @Override
    public List<String> groups(Insee tenant) {
        return ask(() -> tree.groups(tenant));
    }

    @Override
    public OptionalInt members(Insee tenant, String service) {
        return ask(() -> tree.members(tenant, service));
    }

    @Override
    public boolean hasBranch(Insee tenant) {
        return ask(() -> tree.hasBranch(tenant));
    }

    @Override
    public void openProgram(Insee tenant, String credential, String password) {
        change(() -> agreement.openProgram(tenant, credential, password));
    }

    @Override
    public void closeProgram(Insee tenant, String credential) {
        change(() -> agreement.closeProgram(tenant, credential));
    }

    @Override
    public void openInstance(Insee tenant, String service) {
        change(() -> instances.open(tenant, service));
    }

    @Override
    public DirectoryView view(Insee tenant, String service) {
        return new InstanceView(tree, tenant, service, new InstanceView.LogIn() {
            @Override
            public <R> R ask(LdapServer.Question<R> question) {
                return LdapDirectory.this.ask(() -> instances.readAs(tenant, service, question));
            }
        });
    }

    @Override
    public boolean reaches(Insee tenant, String service, Insee other) {
        return ask(() -> instances.reaches(tenant, service, other));
    }

    @Override
    public List<String> programs(Insee tenant) {
        return ask(() -> tree.programs(tenant));
    }

    @Override
    public Optional<ProgramAccess> programAccess(Insee tenant, String credential) {
        return server.address()
                .map(own -> new ProgramAccess(
                        publicUrl.orElse(own),
                        tree.program(tenant, credential).toString(),
                        tree.branch(tenant).toString()));
    }

    @Override
    public List<String> branches() {
        return ask(tree::branches);
    }

    @Override
    public Optional<Actor> authenticate(String login, String password) {
        return ask(() -> logins.authenticate(login, password));
    }

    @Override
    public String part() {
        return "directory";
    }

    @Override
    public Optional<String> problem() {
        if (filled.getCount() > 0) {
            return Optional.of(notFilled());
        }
        try {
            return tree.stands()
                    ? Optional.empty()
                    : Optional.of(server.name() + " has lost its content: restart Beffroi, which fills it again.");
        } catch (LDAPException e) {
            return Optional.of(refusal(e).getMessage());
        }
    }

    // For the neighbours in this room

    /**
     * Makes a commune's branch what the tables say, at once.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} the directory doesn't answer; the follower will see to it when it does
     */
    void agree(Insee tenant) {
        change(() -> agreement.agree(tenant));
    }

    /**
     * Makes a platform's entry what the tables say, at once.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} the directory doesn't answer; the follower will see to it when it does
     */
    void agreeOnPlatform(String name) {
        change(() -> agreement.agreeOnPlatform(name));
    }

    /**
     * Lets those pass who find the directory answering.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} it doesn't answer
     */
    void requireAnswer() {
        ask(tree::stands);
    }

    // The thread that fills, then follows

    private void fillAndFollow() {
        long known = 0;
        Duration pause = SHORTEST_PAUSE;
        while (true) {
            try {
                known = journal.head();
                agreement.agreeOnAll();
                break;
            } catch (LDAPException | RuntimeException e) {
                String sentence = sentence(e);
                if (!sentence.equals(trouble)) {
                    LOG.warn("The directory can't be filled yet, trying again: {}", sentence);
                    LOG.debug("In full:", e);
                }
                trouble = sentence;
            }
            if (isClosedWithin(pause)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        try (Journal.Attachment follower = journal.follow("tenancy-directory", known, this::keepUp)) {
            trouble = null;
            filled.countDown();
            LOG.info("{} agrees with the journal up to entry {}", server.name(), known);
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosedWithin(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void keepUp(Entry entry) {
        Decision decision = entry.decision();
        try {
            if (decision instanceof Decision.PlatformPasswordRenewed renewed) {
                agreement.agreeOnPlatform(renewed.platform());
            } else if (decision instanceof Decision.PlatformWithdrawn withdrawn) {
                agreement.agreeOnPlatform(withdrawn.platform());
            } else if (concernsABranch(decision)) {
                agreement.agreeUpTo(decision.tenant().orElseThrow(), entry.number());
            }
        } catch (LDAPException e) {
            throw refusal(e);
        }
    }

    private static boolean concernsABranch(Decision decision) {
        return decision instanceof Decision.CommuneDeclared
                || decision instanceof Decision.AccountOpened
                || decision instanceof Decision.AccountChanged
                || decision instanceof Decision.AccountClosed
                || decision instanceof Decision.PasswordRenewed
                || decision instanceof Decision.CommuneLeft;
    }

    // Errors

    /** Something asked of the directory. */
    @FunctionalInterface
    private interface Question<R> {
        R ask() throws LDAPException;
    }

    /** Something to be done in the directory. */
    @FunctionalInterface
    private interface Change {
        void make() throws LDAPException;
    }

    private void change(Change change) {
        ask(() -> {
            change.make();
            return null;
        });
    }

    private <R> R ask(Question<R> question) {
        try {
            // At start a directory takes a moment to fill; one that is known to be in trouble is not waited for.
            boolean ready =
                    trouble == null ? filled.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) : filled.getCount() == 0;
            if (!ready) {
                throw new Refusal(Reason.UNAVAILABLE, notFilled());
            }
            return question.ask();
        } catch (LDAPException e) {
            throw refusal(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Reason.UNAVAILABLE, "Beffroi is stopping; ask again when it is back.", e);
        }
    }

    private String sentence(Exception e) {
        if (e instanceof LDAPException ldap) {
            return refusal(ldap).getMessage();
        }
        boolean written = e instanceof Refusal || e instanceof IllegalArgumentException;
        return written ? e.getMessage() : server.name() + " can't be filled (" + e + "): see the log.";
    }

    private String notFilled() {
        String known = trouble;
        return known == null ? server.name() + " is being filled; try again in a moment." : known;
    }

    /** Names the directory and never what was sent to it. */
    private Refusal refusal(LDAPException e) {
        ResultCode code = e.getResultCode();
        String what;
        if (code.equals(ResultCode.AUTH_METHOD_NOT_SUPPORTED)) {
            what = " can't be used: " + e.getMessage() + ".";
        } else if (code.equals(ResultCode.INVALID_CREDENTIALS)) {
            what = " refuses Beffroi's own log-in: check BEFFROI_LDAP_BIND_DN and BEFFROI_LDAP_PASSWORD.";
        } else if (code.equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS)) {
            what =
                    " doesn't let Beffroi do its work: the entry BEFFROI_LDAP_BIND_DN needs the right to read and write below"
                            + " BEFFROI_LDAP_BASE_DN.";
        } else if (!code.isConnectionUsable() || code.equals(ResultCode.BUSY) || code.equals(ResultCode.UNAVAILABLE)) {
            what = " does not answer: check that it runs and can be reached from here.";
        } else {
            what = " refused what Beffroi asked (" + code.intValue() + " " + code.getName() + "): see its log.";
        }
        return new Refusal(Reason.UNAVAILABLE, server.name() + what, e);
    }
}
