package fr.beffroi.broker;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Declarations;
import fr.beffroi.api.Role;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.DeclaredPart;
import fr.beffroi.journal.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Applies a declaration in one decision, so that all of it stands or nothing. */
@Component
public final class JournaledDeclarations implements Declarations {
    private final Journal journal;
    private final List<DeclaredPart> parts;

    /** The parts in the order in which they build on each other: who lives here, on what they agreed, what is offered, what it costs. */
    @Activate
    public JournaledDeclarations(
            @Reference Journal journal,
            @Reference(target = "(part=tenancy)") DeclaredPart tenancy,
            @Reference(target = "(part=conventions)") DeclaredPart conventions,
            @Reference(target = "(part=catalogue)") DeclaredPart catalogue,
            @Reference(target = "(part=costs)") DeclaredPart costs) {
        this.journal = journal;
        this.parts = List.of(tenancy, conventions, catalogue, costs);
    }

    @Override
    public List<String> apply(Actor actor, Declaration declaration, boolean planOnly) {
        actor.require(Role.STAFF);
        Function<Decisions, List<String>> all = decisions -> {
            List<String> changes = new ArrayList<>();
            for (DeclaredPart part : parts) {
                changes.addAll(part.apply(decisions, declaration));
            }
            return changes;
        };
        return planOnly ? journal.rehearse(actor, all) : journal.decide(actor, all);
    }
}
