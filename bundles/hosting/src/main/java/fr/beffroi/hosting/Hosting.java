package fr.beffroi.hosting;

import fr.beffroi.api.Insee;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The instances that run in this JVM. They are made anew at every start of the house from what the journal says; nothing about
 * them is kept in the framework.
 *
 * <p>Safe for use by many threads. Opening what is open and closing what is closed does nothing.
 */
@ProviderType
public interface Hosting {

    /**
     * Installs the bundle inside the commune's walls and starts it; its address answers once {@link #check} has passed. An instance
     * that runs already with the same version and parameters stays as it is; one with others is closed first, which withdraws its
     * address for that moment, and so is one that was shut out because requests never left it.
     *
     * @throws fr.beffroi.api.Refusal {@link fr.beffroi.api.Reason#UNAVAILABLE} when the bundle isn't in the distribution, doesn't
     *     resolve inside its walls, or throws at start; nothing of it stays
     */
    void open(Blueprint blueprint);

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

    /** Every instance, by commune and service. */
    List<Instance> instances();

    /** Those that serve and failed their last checks (each is asked from time to time), or were shut out; by commune and service. */
    List<Unhealthy> unhealthy();

    /** What every address has used where an instance runs, or of which a thread hasn't come back, by commune and service. */
    List<Use> uses();

    /** Every files folder that stands, as {@code insee/service}: what a residue scan compares with the journal. */
    List<String> filesFolders();
}
