package fr.beffroi.journal;

import fr.beffroi.api.decision.Decision;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.osgi.annotation.versioning.ProviderType;

/** One transaction in which decisions are taken. Belongs to the thread it was given to, and to that call only. */
@ProviderType
public interface Decisions {

    /**
     * Records a decision; the projections have seen it when this returns.
     *
     * @return the entry, final only once the transaction has committed
     */
    Entry record(Decision decision);

    /** The transaction, to read what stands and to change the room's own private tables. */
    Handle sql();

    /** The moment of this transaction; every entry of it bears this time. */
    Instant now();
}
