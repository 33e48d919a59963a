package fr.beffroi.tenancy;

import fr.beffroi.api.Insee;
import fr.beffroi.journal.Decisions;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The end of a commune's stay. */
@ProviderType
public interface Departures {

    /** Whether it was decided that the commune leaves. */
    boolean isLeaving(Insee tenant);

    /** Every commune of which it was decided, and that hasn't left yet, in the order of INSEE codes. */
    List<Insee> leaving();

    /** Decides, within a transaction, that the commune leaves. From then on it can't subscribe. */
    void decide(Decisions decisions, Insee tenant);

    /** Closes every account in tenancy's tables, personal data erased, and records that the commune has left. Can be repeated. */
    void complete(Insee tenant);
}
