package fr.beffroi.tenancy;

import fr.beffroi.api.Insee;
import fr.beffroi.journal.Decisions;
import org.osgi.annotation.versioning.ProviderType;

/** The end of a commune's stay. */
@ProviderType
public interface Departures {

    /** Whether it was decided that the commune leaves. */
    boolean isLeaving(Insee tenant);

    /** Decides, within a transaction, that the commune leaves. From then on it can't subscribe. */
    void decide(Decisions decisions, Insee tenant);

    /** Closes every account in tenancy's tables, personal data erased, and records that the commune has left. Can be repeated. */
    void complete(Insee tenant);
}
