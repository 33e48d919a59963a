package fr.beffroi.api;

import java.util.Objects;
import java.util.UUID;

/**
 * A person's entry in the directory (<i>compte d'agent</i>). It holds personal data, so it lives in tenancy's own tables and in
 * the directory, and only its id goes into the journal.
 *
 * @param id opaque, the only thing of an account that the journal ever sees
 * @param tenant the commune the person works for
 * @param uid unique within the commune; the person logs in as {@code uid@insee}
 * @param name as it is shown
 * @param mail where invitations go
 * @param role {@link Role#CONTACT} or {@link Role#AGENT}
 */
public record Account(UUID id, Insee tenant, String uid, String name, String mail, Role role) {
    public Account {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        if (uid == null || !uid.matches("[a-z0-9][a-z0-9._-]{0,62}")) {
            throw Refusal.invalid("\"" + uid
                    + "\" can't be the uid of an account: lower-case letters, digits, dot, dash and underscore only.");
        }
        if (name == null || name.isBlank()) {
            throw Refusal.invalid("The account " + uid + " needs a name to show.");
        }
        if (mail == null || !mail.matches("[^@\\s]+@[^@\\s]+")) {
            throw Refusal.invalid("The account " + uid + " needs a mail address such as prenom.nom@commune.fr.");
        }
        if (role != Role.CONTACT && role != Role.AGENT) {
            throw Refusal.invalid("The account " + uid + " is either a contact or an agent, not " + role + ".");
        }
    }

    /** What the person types to log in. */
    public String login() {
        return uid + "@" + tenant;
    }
}
