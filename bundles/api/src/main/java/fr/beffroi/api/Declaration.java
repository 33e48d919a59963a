package fr.beffroi.api;

import java.util.List;
import java.util.Optional;

/**
 * What the files of one intercommunality's folder say, read and checked each for itself. {@code apply} makes the house agree with it.
 *
 * @param intercommunality who runs the house
 * @param households the communes with the accounts of their people, one a file
 * @param offerings the catalogue
 * @param charges what the services cost, by period
 * @param platforms who may order by machine
 */
public record Declaration(
        Intercommunality intercommunality,
        List<Household> households,
        List<Offering> offerings,
        List<CostPool> charges,
        List<Platform> platforms) {

    public Declaration {
        households = List.copyOf(households);
        offerings = List.copyOf(offerings);
        charges = List.copyOf(charges);
        platforms = List.copyOf(platforms);
    }

    /**
     * One commune's file.
     *
     * @param commune the commune
     * @param people who gets an account; the ids are given when the account is opened
     * @param convention that lets the commune be charged; empty while it has none
     */
    public record Household(Commune commune, List<Person> people, Optional<Convention> convention) {
        public Household {
            people = List.copyOf(people);
        }
    }

    /**
     * A person as the file names them; see {@link Account}.
     *
     * @param uid unique within the commune
     * @param name as it is shown
     * @param mail where invitations go
     * @param role contact or agent
     */
    public record Person(String uid, String name, String mail, Role role) {}
}
