package fr.beffroi.api.hosted;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The directory (<i>annuaire</i>) as one instance may see it: the people of its own commune who may use its service. The instance
 * logs in to the directory by an entry of its own, so that it is the directory itself that shows it no other commune. Safe for use by
 * many threads; at most two of an instance ask at a time, others wait.
 *
 * <p>Nothing is kept from one call to the next: each answer is as the directory has it by then, and each call goes there, so ask once
 * a request at most.
 *
 * <p>Every method throws a {@link fr.beffroi.api.Refusal}, which is unchecked: with {@link fr.beffroi.api.Reason#UNAVAILABLE} when the
 * directory doesn't answer within some seconds, and with {@link fr.beffroi.api.Reason#FORBIDDEN} when it doesn't let the instance in,
 * as while the subscription is suspended. Whoever lets it pass through a servlet answers 503.
 */
@ProviderType
public interface DirectoryView {
    /** As many people are told at most. */
    int MOST_PEOPLE = 1_000;

    /**
     * Those who may use the service, by name, then by log-in; empty when nobody may. Where there are more than {@value #MOST_PEOPLE},
     * it is that many, whichever the directory names first.
     */
    List<Person> people();

    /**
     * Whether an account may use the service.
     *
     * @param account as {@code getUserPrincipal().getName()} has it, and {@link Person#account}; whatever isn't the account of a
     *     person of this commune may not
     */
    boolean mayUse(String account);

    /**
     * Somebody of the commune (<i>élu ou agent</i>).
     *
     * @param account id of the account, unique in the house and never given again: what a service keeps of a person
     * @param login short name, unique in the commune (<i>identifiant</i>)
     * @param name as a person is called (<i>prénom et nom</i>)
     * @param mail address (<i>adresse de courriel</i>)
     * @param contact whether it is one of those who answer for the commune (<i>référent</i>), not an agent
     */
    record Person(String account, String login, String name, String mail, boolean contact) {}
}
