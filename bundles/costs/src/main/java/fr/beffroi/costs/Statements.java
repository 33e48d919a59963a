package fr.beffroi.costs;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The statements (<i>états</i>) of the communes. Safe for use by many threads. */
@ProviderType
public interface Statements {

    /**
     * Closes a month: seals its readings, shares every declared cost among those who used the service, issues one statement a
     * commune. The statements of a period add up to the eligible charges of its pools, to the cent. Closing a closed period again
     * gives the statements that were issued.
     *
     * @throws fr.beffroi.api.Refusal {@link fr.beffroi.api.Reason#FORBIDDEN} unless operations ask; {@link
     *     fr.beffroi.api.Reason#NOT_ELIGIBLE} the month isn't over yet (Europe/Paris), no charges were declared for it, or a pool
     *     has charges but nobody used the service, in which case nothing is closed
     */
    List<Statement> close(Actor actor, YearMonth period);

    /** Every statement of a period that this actor may read, by INSEE code; empty when it isn't closed. */
    List<Statement> ofPeriod(Actor actor, YearMonth period);

    /** One statement; empty when there is none, or none that this actor may know of. */
    Optional<Statement> find(Actor actor, Insee tenant, YearMonth period);

    /**
     * A statement as it was issued: the JSON whose SHA-256 (of its UTF-8) stands in the journal. These bytes never change.
     *
     * @return empty when there is none, or none that this actor may know of
     */
    Optional<String> document(Actor actor, Insee tenant, YearMonth period);

    /** The periods that were closed, in order. */
    List<YearMonth> closedPeriods();

    /**
     * Compares every statement with what the journal says was issued, and recomputes its shares ({@link Recomputation}).
     *
     * @return a sentence for each thing that is wrong, naming commune and period; empty when nothing is
     */
    List<String> verify();
}
