package fr.beffroi.broker;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Declaration.Household;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Refusal;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.DeclaredPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The conventions as files declare them; requested subscriptions that only waited for one go on. */
@Component(property = "part=conventions")
public final class DeclaredConventions implements DeclaredPart {
    private static final Actor ROOM = Actor.room("broker");

    private final Register register;
    private final Approving approving;

    @Activate
    public DeclaredConventions(@Reference Register register) {
        this.register = register;
        approving = new Approving(register);
    }

    @Override
    public List<String> apply(Decisions decisions, Declaration declaration) {
        List<String> changes = new ArrayList<>();
        for (Household household : declaration.households()) {
            household.convention().ifPresent(convention -> apply(decisions, household, convention, changes));
        }
        return changes;
    }

    private void apply(Decisions decisions, Household household, Convention convention, List<String> changes) {
        if (!convention.commune().equals(household.commune().insee())) {
            throw Refusal.invalid("The file of the commune "
                    + household.commune().insee() + " names a convention of the commune " + convention.commune() + ".");
        }
        Optional<Convention> before = register.convention(decisions.sql(), convention.commune());
        if (before.filter(convention::equals).isPresent()) {
            return;
        }
        String whose = "convention of " + household.commune().insee() + " "
                + household.commune().name() + ": ";
        String number = convention.number();
        changes.add(whose
                + before.map(Convention::number)
                        .map(known -> known.equals(number) ? number + " corrected" : known + " → " + number)
                        .orElse(number + " new"));
        approving
                .agree(convention, new Hearing(ROOM, Manner.PLAIN, decisions, register))
                .forEach(receipt ->
                        changes.add("subscription " + receipt.subscription().id() + ": goes on"));
    }
}
