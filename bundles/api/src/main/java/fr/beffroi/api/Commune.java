package fr.beffroi.api;

import java.util.List;

/**
 * A commune, the tenant of the house (<i>commune membre</i>).
 *
 * @param insee its key
 * @param siren its legal person, the debtor of a statement
 * @param name its official name; 1,440 names are borne by several communes, so it is never a key
 * @param population legal municipal population (<i>population municipale</i>), in inhabitants; six communes of France have none
 * @param postalCodes for people to read, in the order of the source; never a key
 */
public record Commune(Insee insee, Siren siren, String name, int population, List<String> postalCodes) {
    /** @throws Refusal {@link Reason#INVALID} when the name is empty or the population negative */
    public Commune {
        if (name == null || name.isBlank()) {
            throw Refusal.invalid("A commune needs a name.");
        }
        if (population < 0) {
            throw Refusal.invalid("The population of " + name + " can't be negative.");
        }
        postalCodes = List.copyOf(postalCodes);
    }
}
