package fr.beffroi.hosting;

import fr.beffroi.api.Insee;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The instances in this JVM: those that run, and those that are parked, which stand and answer all the same, because the first who
 * comes wakes them. Whatever is asked of a parked instance here wakes it, too. They are made anew at every start of the house from what the journal says; nothing about
 * them is kept in the framework.
 *
 * <p>Safe for use by many threads. Opening what is open and closing what is closed does nothing.
 */
@ProviderType
public interface Hosting {

    /**
     * Installs the bundle inside the commune's walls and starts it; its address answers once {@link #check} has passed. An instance
     * that runs already with the same version and parameters stays as it is, unless it was shut out. One with others serves until the
     * new one is known to resolve; then it is closed, and the new one started: never both at once, for both would write the same
     * database and files. So the address is shut from then until the check.
     *
     * @throws fr.beffroi.api.Refusal {@link fr.beffroi.api.Reason#UNAVAILABLE} when the bundle isn't in the distribution or doesn't
     *     resolve inside its walls, and then what ran before still does; or when it throws at start, and then nothing stays
     */
    void open(Blueprint blueprint);

    /**
     * Has the instance stand and serve after a start of the house, as {@link #open} and {@link #check} do. Where instances are parked, and
     * none stands at the address yet, it isn't started for that: it is parked, and woken by the first request, or in its turn.
     *
     * @throws fr.beffroi.api.Refusal as these do; of one that is parked, only when its bundle isn't in the distribution
     */
    void place(Blueprint blueprint);

    /**
     * Makes the instance anew from what it was made from, while its neighbours serve; its files and its database stay. One that was shut
     * out is in order again, one that is parked runs. What served before serves again once it has passed its check, what was suspended is suspended still, and
     * what was withdrawn stays so.
     *
     * @throws fr.beffroi.api.Refusal {@link fr.beffroi.api.Reason#NOT_FOUND} when none runs there; {@link
     *     fr.beffroi.api.Reason#UNAVAILABLE} when it doesn't start again, and then nothing runs there, or doesn't pass its check
     */
    void restart(Insee tenant, String service);

    /**
     * Asks the instance itself whether it can work.
     *
     * @throws fr.beffroi.api.Refusal {@link fr.beffroi.api.Reason#UNAVAILABLE} with the instance's own reason, when it doesn't answer in
     *     time, or when it was shut out
     */
    void check(Insee tenant, String service);

    /**
     * Closes the instance's address: when this returns nobody is inside and nobody comes in any more, but the instance still runs, so
     * that what is exported then is all there is, and all that it recorded is stored. {@link #check} opens the address again.
     *
     * @throws fr.beffroi.api.Refusal {@link fr.beffroi.api.Reason#UNAVAILABLE} when somebody doesn't leave, or a reading isn't
     *     stored, in time; repeating it waits for them again
     */
    void withdraw(Insee tenant, String service);

    /**
     * Closes the instance's address as {@link #withdraw} does, and has it answer 503 with the word that the service is suspended, until
     * {@link #check} opens it again. What was suspended before is suspended still.
     *
     * @throws fr.beffroi.api.Refusal {@link fr.beffroi.api.Reason#UNAVAILABLE} when somebody doesn't leave in time; the address is
     *     closed to everybody else all the same
     */
    void suspend(Insee tenant, String service);

    /**
     * Has the instance write all that it keeps for its commune.
     *
     * @param folder exists and is empty
     * @throws fr.beffroi.api.Refusal {@link fr.beffroi.api.Reason#UNAVAILABLE} when it isn't done in time, or fails
     */
    void export(Insee tenant, String service, Path folder) throws IOException;

    /** Stops and uninstalls the instance; its address answers 404 from then on. Its files stay until {@link #dropFiles}. */
    void close(Insee tenant, String service);

    /** Deletes the instance's files folder. */
    void dropFiles(Insee tenant, String service);

    /** Every instance, running or parked, by commune and service. */
    List<Instance> instances();

    /** Those that serve and failed their last checks (each is asked from time to time), or were shut out; by commune and service. */
    List<Unhealthy> unhealthy();

    /** What every address has used where an instance runs, or of which a thread hasn't come back, by commune and service. */
    List<Use> uses();

    /** Every files folder that stands, as {@code insee/service}: what a residue scan compares with the journal. */
    List<String> filesFolders();
}
