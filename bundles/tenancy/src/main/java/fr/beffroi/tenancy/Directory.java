package fr.beffroi.tenancy;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The directory (LDAP): one branch a commune, with its people and one group a service.
 *
 * <p>Safe for use by many threads. Everything that changes can be repeated: opening what stands and closing what is gone does
 * nothing. When the directory doesn't answer, every method throws a {@link fr.beffroi.api.Refusal} with {@link
 * fr.beffroi.api.Reason#UNAVAILABLE} and nothing half done that a repetition wouldn't mend.
 */
@ProviderType
public interface Directory {

    /** The commune's branch and the entries of its accounts, as tenancy's tables have them. */
    void openBranch(Insee tenant);

    /** The group of those who may use a service: every account of the commune. */
    void openGroup(Insee tenant, String service);

    void closeGroup(Insee tenant, String service);

    /** The commune's branch with everything in it. */
    void closeBranch(Insee tenant);

    /** The services for which a group stands, by name: what a residue scan compares with the journal. */
    List<String> groups(Insee tenant);

    boolean hasBranch(Insee tenant);

    /**
     * Checks a log-in by binding as that entry: {@code uid@insee} for people of a commune, a plain name for staff, auditors and
     * platforms.
     *
     * @return the actor; empty when there is no such log-in or the password is wrong (which of the two is not told)
     */
    Optional<Actor> authenticate(String login, String password);
}
