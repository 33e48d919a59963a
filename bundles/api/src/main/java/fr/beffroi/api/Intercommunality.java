package fr.beffroi.api;

/**
 * The public body that runs the house for its communes (<i>établissement public de coopération intercommunale, EPCI</i>).
 *
 * @param siren its legal person, the creditor of every statement
 * @param name as people say it: "Nîmes Métropole"
 */
public record Intercommunality(Siren siren, String name) {
    public Intercommunality {
        if (name == null || name.isBlank()) {
            throw Refusal.invalid("An intercommunality needs a name.");
        }
    }
}
