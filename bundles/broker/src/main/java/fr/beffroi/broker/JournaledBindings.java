package fr.beffroi.broker;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Order;
import fr.beffroi.api.Readiness;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Terms.BindingTerms.Access;
import fr.beffroi.journal.Journal;
import fr.beffroi.tenancy.Directory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The credentials of the communes' programs, ordered and ended through the journal. Warns when the key isn't the one they were made with. */
@Component(
        service = {Bindings.class, Readiness.class},
        configurationPid = "fr.beffroi.broker")
@Designate(ocd = Settings.class)
public final class JournaledBindings implements Bindings, Readiness {
    /** No secret is longer; nothing longer is hashed. */
    private static final int LONGEST = 255;

    /** What {@link Linking} names them. */
    private static final Pattern CREDENTIAL = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Register register;
    private final Journal journal;
    private final Directory directory;
    private final Clock clock;
    private final BindingKey key;
    private final Linking linking;

    /** As last counted; the key stays as it is while the house runs, so that zero stays zero. Negative before the first time. */
    private volatile int strangeCredentials = -1;

    @Activate
    public JournaledBindings(
            @Reference Register register,
            @Reference Journal journal,
            @Reference Directory directory,
            @Reference Clock clock,
            Settings settings) {
        this(register, journal, directory, clock, Path.of(settings.data()));
    }

    JournaledBindings(Register register, Journal journal, Directory directory, Clock clock, Path data) {
        this.register = register;
        this.journal = journal;
        this.directory = directory;
        this.clock = clock;
        key = BindingKey.in(data);
        linking = new Linking(register, directory, key);
    }

    /** Those whose secret this key doesn't give. */
    private int countStrangeCredentials() {
        return (int) register.read(register::hashes).entrySet().stream()
                .filter(one -> !BindingKey.fits(key.secret(one.getKey()), one.getValue()))
                .count();
    }

    @Override
    public String part() {
        return "bindings";
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public Optional<String> warning() {
        if (strangeCredentials != 0) {
            try {
                strangeCredentials = countStrangeCredentials();
            } catch (Refusal unavailable) {
                // The store says so itself.
                return Optional.empty();
            }
        }
        return strangeCredentials == 0
                ? Optional.empty()
                : Optional.of(
                        "The file binding.key is not the one that credentials of bindings were made with (number of them: "
                                + strangeCredentials
                                + "). They still open instances, but can't be shown again, nor opened again in the"
                                + " directory after a suspension or, with the embedded directory, after a start. Put the file from"
                                + " the backup back and restart, or rotate them.");
    }

    @Override
    public Receipt bind(Actor actor, Order.Bind order, Manner manner) {
        return decide(actor, manner, hearing -> linking.bind(order, hearing));
    }

    @Override
    public Receipt unbind(Actor actor, Order.Unbind order, Manner manner) {
        return decide(actor, manner, hearing -> linking.unbind(order, hearing));
    }

    private Receipt decide(Actor actor, Manner manner, Function<Hearing, Receipt> order) {
        actor.require(Role.STAFF, Role.PLATFORM, Role.CONTACT, Role.SYSTEM);
        return journal.decide(actor, decisions -> order.apply(new Hearing(actor, manner, decisions, register)));
    }

    @Override
    public Optional<Binding> binding(Actor actor, String subscription, String binding) {
        return register.read(sql -> readable(sql, actor, subscription)
                .flatMap(life -> register.bond(sql, life, binding))
                .map(Bond::binding));
    }

    @Override
    public List<Binding> bindings(Actor actor, String subscription) {
        return register.read(sql -> readable(sql, actor, subscription)
                .map(life ->
                        register.bonds(sql, life).stream().map(Bond::binding).toList())
                .orElse(List.of()));
    }

    @Override
    public List<Binding> standing(Actor actor) {
        return mayRead(actor, register.read(register::standingBonds));
    }

    @Override
    public List<Binding> unfinished(Actor actor) {
        return mayRead(actor, register.read(register::unfinishedBonds));
    }

    private static List<Binding> mayRead(Actor actor, List<Bond> bonds) {
        return bonds.stream()
                .map(Bond::binding)
                .filter(binding -> actor.mayRead(binding.tenant()))
                .toList();
    }

    /** The newest life that the actor may know of. */
    private Optional<Life> readable(Handle sql, Actor actor, String subscription) {
        return register.lives(sql, subscription).stream()
                .filter(life -> actor.mayRead(life.tenant()))
                .findFirst();
    }

    @Override
    public Optional<Operation> operation(Actor actor, String subscription, String binding, String operation) {
        return register.read(sql -> register.operation(sql, subscription, operation))
                .filter(owned -> actor.mayRead(owned.getKey()))
                .map(Map.Entry::getValue)
                .filter(found -> found.binding().filter(binding::equals).isPresent());
    }

    @Override
    public Optional<Secret> secret(Actor actor, Binding binding) {
        String secret = key.secret(binding.credential());
        return register.read(sql -> register.bondOf(sql, binding.credential())
                        .filter(bond -> actor.mayOrderFor(bond.binding().tenant()) && isInForce(bond))
                        .filter(bond -> register.hash(sql, binding.credential())
                                .filter(hash -> BindingKey.fits(secret, hash))
                                .isPresent()))
                .flatMap(bond -> secret(bond, secret));
    }

    /** Also while it is being made: provisioning needs the secret for that. */
    private boolean isInForce(Bond bond) {
        return (bond.is(Binding.State.ACTIVE) || bond.is(Binding.State.MAKING))
                && !bond.binding().isExpired(clock.instant());
    }

    private Optional<Secret> secret(Bond bond, String secret) {
        Binding binding = bond.binding();
        return switch (bond.access()) {
            case INSTANCE -> Optional.of(new Secret(binding.credential(), secret, Optional.empty(), Optional.empty()));
            case DIRECTORY ->
                directory
                        .programAccess(binding.tenant(), binding.credential())
                        .map(access -> new Secret(
                                access.bindDn(), secret, Optional.of(access.uri()), Optional.of(access.baseDn())));
        };
    }

    @Override
    public Optional<Actor> authenticate(String credential, String secret) {
        // Whatever else logs in, such as operations with a batch of readings, costs no question.
        if (!CREDENTIAL.matcher(credential).matches() || secret.length() > LONGEST) {
            return Optional.empty();
        }
        return register.read(sql -> register.hash(sql, credential)
                .filter(hash -> BindingKey.fits(secret, hash))
                .flatMap(hash -> register.bondOf(sql, credential))
                .filter(bond -> opensInstance(sql, bond))
                .flatMap(bond -> Register.offering(sql, bond.binding().offering())
                        .map(Offering::name)
                        .map(service -> Actor.program(credential, bond.binding().tenant(), service))));
    }

    private boolean opensInstance(Handle sql, Bond bond) {
        Instant now = clock.instant();
        return bond.access() == Access.INSTANCE
                && bond.is(Binding.State.ACTIVE)
                && !bond.binding().isExpired(now)
                && register.lifeOf(sql, bond)
                        .filter(life -> life.subscription().isUsable()
                                && life.subscription()
                                        .endsAt()
                                        .filter(end -> !now.isBefore(end))
                                        .isEmpty())
                        .isPresent();
    }
}
