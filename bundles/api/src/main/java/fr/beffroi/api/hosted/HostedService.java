package fr.beffroi.api.hosted;

import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/** What an instance answers to the house. Published as a service by the same component as the instance's servlet. */
@ConsumerType
public interface HostedService {

    /**
     * Whether the instance can do its work: asks its own database and files, not just itself. Asked whenever the instance
     * is to be opened to people: when it is made, changed, resumed or woken, and after each start of the house; and once a minute or so
     * while it serves. Then a failure closes nothing, but three in a row are told to operations and halt an upgrade of the service.
     * Asked, too, before it is parked because nobody uses it: the last occasion to record what it still owes. Never asked by two
     * threads at a time.
     *
     * @throws Exception when it can't; the message says why
     */
    void check() throws Exception;

    /**
     * Writes everything that the instance keeps for its commune into a folder, in open formats, with a {@code README.txt} that
     * explains them to a person (reversibility; <i>réversibilité</i>).
     *
     * @param folder exists and is empty; a file system of its own, as {@link TenantContext#files()}
     * @throws IOException when something could not be written; the archive then counts as not made
     */
    void export(Path folder) throws IOException;
}
