package fr.beffroi.journal;

import fr.beffroi.api.Declaration;
import java.util.List;

/**
 * A room that keeps a part of what is declared in files. Published as a service with the property {@code part} naming the room;
 * {@link fr.beffroi.api.Declarations} calls the parts one after another in one transaction, or rehearses them to show the plan.
 */
public interface DeclaredPart {

    /**
     * Records whatever makes the room agree with the declaration.
     *
     * @return one sentence a change; empty when the room already agrees
     * @throws fr.beffroi.api.Refusal when the declaration contradicts what stands; the whole transaction is then undone
     */
    List<String> apply(Decisions decisions, Declaration declaration);
}
