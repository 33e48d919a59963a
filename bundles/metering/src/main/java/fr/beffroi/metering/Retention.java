package fr.beffroi.metering;

import fr.beffroi.api.Actor;
import java.time.YearMonth;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Old readings leave the data store, month of arrival by month, for compressed files that anybody can read. They stay verified,
 * listed and known as duplicates; totals stay where they are. Safe for use by many threads.
 */
@ProviderType
public interface Retention {

    /**
     * A month that was archived.
     *
     * @param month of arrival, UTC
     * @param readings how many are in its files
     * @param takenOut whether all of them have left the data store; when not, the next round goes on
     * @param folder where the files are
     */
    record Archived(YearMonth month, long readings, boolean takenOut, String folder) {}

    /** The months that were archived, the oldest first. */
    List<Archived> archived();

    /**
     * Archives a month now, however young it is: writes its files, reads them back, compares them with the journal, records the
     * decision, and only then takes the readings out. Stopped anywhere, the next call or round goes on. Returns when all is done.
     *
     * @param actor operations
     * @param month of arrival, UTC; all periods that its readings are of must be closed
     * @throws fr.beffroi.api.Refusal {@link fr.beffroi.api.Reason#NOT_ELIGIBLE} when the month isn't over, sealed and closed, or its
     *     readings don't fit their seals; {@link fr.beffroi.api.Reason#CONCURRENT} when another month is being archived; {@link
     *     fr.beffroi.api.Reason#UNAVAILABLE} when the files can't be written or read, or the house stops
     */
    Archived archive(Actor actor, YearMonth month);
}
