package fr.beffroi.provisioning;

import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Terms.BindingTerms.Access;
import fr.beffroi.tenancy.Directory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entries in the directory by which programs read it, of the bindings of one subscription. Safe for use by many threads. */
final class Programs {
    private static final Logger LOG = LoggerFactory.getLogger(Programs.class);

    private final Directory directory;
    private final Bindings bindings;
    private final Clock clock;

    Programs(Directory directory, Bindings bindings, Clock clock) {
        this.directory = directory;
        this.bindings = bindings;
        this.clock = clock;
    }

    /**
     * Every binding that the subscription ever had.
     *
     * @throws NotRecorded when the register can't be read now
     */
    List<Binding> bindings(Work work) {
        try {
            return bindings.bindings(Outcomes.ROOM, work.subscription().id());
        } catch (RuntimeException cause) {
            throw new NotRecorded("the register of bindings can't be read", cause);
        }
    }

    /**
     * Every binding that hasn't ended, by its subscription.
     *
     * @throws NotRecorded when the register can't be read now
     */
    Map<String, List<Binding>> standing() {
        try {
            return bindings.standing(Outcomes.ROOM).stream().collect(Collectors.groupingBy(Binding::subscription));
        } catch (RuntimeException cause) {
            throw new NotRecorded("the register of bindings can't be read", cause);
        }
    }

    /** Whether a binding is to have an entry: in force, not expired, for the directory, and nobody is working on it. */
    boolean isDue(Work work, Binding binding) {
        return givesDirectory(work)
                && binding.state() == Binding.State.ACTIVE
                && !binding.operation().isUnderWay()
                && !binding.isExpired(clock.instant());
    }

    /** Whether bindings of this subscription are for the directory at all. */
    static boolean givesDirectory(Work work) {
        return work.offering()
                .terms()
                .binding()
                .filter(terms -> terms.access() == Access.DIRECTORY)
                .isPresent();
    }

    /** The credentials of the subscription that have an entry. */
    List<String> standing(Work work) {
        Set<String> credentials =
                bindings(work).stream().map(Binding::credential).collect(Collectors.toSet());
        return credentials.isEmpty()
                ? List.of()
                : directory.programs(work.tenant()).stream()
                        .filter(credentials::contains)
                        .toList();
    }

    /** The bindings of the subscription by which one could still log in, asked of the register itself. */
    List<String> inForce(Work work) {
        return bindings(work).stream()
                .filter(binding -> bindings.secret(Outcomes.ROOM, binding)
                        .flatMap(secret -> bindings.authenticate(binding.credential(), secret.password()))
                        .isPresent())
                .map(Binding::id)
                .toList();
    }

    /** @throws Refusal {@link Reason#UNAVAILABLE} when the secret can't be had or the directory doesn't answer */
    void open(Work work, Binding binding) {
        Bindings.Secret secret = secret(binding)
                .orElseThrow(() -> new Refusal(
                        Reason.UNAVAILABLE,
                        "The secret of the binding " + binding.id() + " can't be derived: was the key replaced?"));
        open(work, binding, secret);
    }

    /** Opens whatever is due. A binding from before the key was replaced has no secret any more; a rotation gives a new one. */
    void openAll(Work work) {
        for (Binding binding : bindings(work)) {
            if (isDue(work, binding)) {
                secret(binding)
                        .ifPresentOrElse(
                                secret -> open(work, binding, secret),
                                () -> LOG.warn("the binding {} of {} has no secret any more", binding.id(), work));
            }
        }
    }

    private void open(Work work, Binding binding, Bindings.Secret secret) {
        directory.openBranch(work.tenant());
        directory.openProgram(work.tenant(), binding.credential(), secret.password());
    }

    void close(Work work, Binding binding) {
        directory.closeProgram(work.tenant(), binding.credential());
        requireClosed(directory.programs(work.tenant()).contains(binding.credential()));
    }

    void closeAll(Work work) {
        List<String> standing = standing(work);
        standing.forEach(credential -> directory.closeProgram(work.tenant(), credential));
        requireClosed(!standing.isEmpty() && !standing(work).isEmpty());
    }

    private static void requireClosed(boolean stands) {
        if (stands) {
            throw new Refusal(Reason.UNAVAILABLE, "The directory still has the program after it was closed.");
        }
    }

    private Optional<Bindings.Secret> secret(Binding binding) {
        return bindings.secret(Outcomes.ROOM, binding);
    }

    /** Whether the last thing done on a binding left something that another try could clear. */
    static boolean isUnfinished(Binding binding) {
        Operation operation = binding.operation();
        return operation.state() == Operation.State.FAILED
                && (operation.kind() == Operation.Kind.UNBIND
                        || !operation.leftovers().isEmpty());
    }
}
