package fr.beffroi.api;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A program that orders by the Open Service Broker API (<i>plateforme</i>), with credentials of its own.
 *
 * @param name unique; also its log-in
 * @param title as people call it
 * @param communes the only communes it acts for; empty when it acts for the whole intercommunality
 */
public record Platform(String name, String title, Optional<Set<Insee>> communes) {
    /** @throws Refusal {@link Reason#INVALID} when the name is none, or it would act for nobody */
    public Platform {
        Names.require("platform", name);
        Names.requireText("The platform " + name, "title", title);
        communes = communes.map(TreeSet<Insee>::new).map(java.util.Collections::unmodifiableSortedSet);
        if (communes.isPresent() && communes.get().isEmpty()) {
            throw Refusal.invalid("The platform " + name + " acts for no commune at all.");
        }
    }
}
