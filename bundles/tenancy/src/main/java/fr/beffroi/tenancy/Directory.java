package fr.beffroi.tenancy;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.hosted.DirectoryView;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

    /** The group of those who may use a service, every account of the commune, in the branch as {@link #openBranch} makes it. */
    void openGroup(Insee tenant, String service);

    void closeGroup(Insee tenant, String service);

    /** The commune's branch with everything in it. */
    void closeBranch(Insee tenant);

    /**
     * The entry of a program that may read the commune's branch, and nothing else of the directory. Opened again, it gets this
     * password.
     *
     * @param credential its uid, unique in the house
     */
    void openProgram(Insee tenant, String credential, String password);

    void closeProgram(Insee tenant, String credential);

    /**
     * The entry by which the instance of a hosted service reads the commune's branch, as programs do; its name is {@link #instance}, and
     * it is closed by {@link #closeProgram}. Its password is known to nobody but this room.
     */
    void openInstance(Insee tenant, String service);

    /**
     * What that instance sees of the directory. Nothing is asked yet: the directory may be down, the entry may not stand. The view
     * throws, besides what this class promises, a {@link fr.beffroi.api.Refusal} with {@link fr.beffroi.api.Reason#FORBIDDEN} as long as
     * the entry doesn't stand.
     */
    DirectoryView view(Insee tenant, String service);

    /**
     * Whether that instance, logged in as its view is, can see anything of another commune's branch. It never should.
     *
     * @throws fr.beffroi.api.Refusal {@link fr.beffroi.api.Reason#FORBIDDEN} when its own entry doesn't stand, so that nothing was tried
     */
    boolean reaches(Insee tenant, String service, Insee other);

    /** The name of an instance's entry among the programs of its commune; credentials of programs are UUIDs, so it is never theirs. */
    static String instance(String service) {
        return "instance-" + service;
    }

    /** The programs that have an entry, by credential, and the instances, by {@link #instance}: what a residue scan compares with the journal. */
    List<String> programs(Insee tenant);

    /**
     * How a program reaches its commune's branch; empty when this house's directory can't be reached by programs (the embedded one
     * without a port).
     */
    Optional<ProgramAccess> programAccess(Insee tenant, String credential);

    /**
     * An address in the directory.
     *
     * @param uri {@code ldap://host:port} or {@code ldaps://host:port}
     * @param bindDn name of the program's entry
     * @param baseDn name of the commune's branch
     */
    record ProgramAccess(String uri, String bindDn, String baseDn) {}

    /** The communes that have a branch, as the directory names them, known to the house or not. */
    List<String> branches();

    /** The services for which a group stands, by name: what a residue scan compares with the journal. */
    List<String> groups(Insee tenant);

    /** How many people are in the group of those who may use a service; empty when no group stands. */
    OptionalInt members(Insee tenant, String service);

    boolean hasBranch(Insee tenant);

    /**
     * Checks a log-in by binding as that entry: {@code uid@insee} for people of a commune, a plain name for staff, auditors and
     * platforms.
     *
     * @return the actor; empty when there is no such log-in or the password is wrong (which of the two is not told)
     */
    Optional<Actor> authenticate(String login, String password);
}
