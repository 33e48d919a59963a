package fr.beffroi.rest;

import fr.beffroi.api.Account;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Convention;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** {@code communes/{insee}.yaml}: a commune, the accounts of its people, and its convention. */
final class CommuneFile {
    private static final UUID NOT_YET = new UUID(0, 0);
    private static final Insee ANY = new Insee("30189");
    private static final Map<String, Role> ROLES = Map.of("contact", Role.CONTACT, "agent", Role.AGENT);

    private CommuneFile() {}

    static Optional<Declaration.Household> read(Fields fields, String fileName) {
        fields.only("insee", "siren", "name", "population", "postal-codes", "accounts", "convention");
        Insee insee = fields.value("insee", Insee::new);
        if (insee != null && !insee.code().equals(fileName)) {
            fields.wrong(
                    fields.line("insee"),
                    "the file is named " + fileName + ".yaml, but the INSEE code in it is " + insee + ".");
        }
        Siren siren = fields.value("siren", Siren::new);
        fields.once("SIREN", "siren");
        String name = fields.text("name");
        Long population = fields.value("population", Scalars.whole(9));
        List<String> postalCodes = fields.texts("postal-codes");
        Set<String> uids = new HashSet<>();
        List<Declaration.Person> people = fields.each("accounts", person -> person(person, uids));
        Optional<Convention> convention = fields.nested("convention", given -> convention(given, insee));
        return fields.build(() -> new Declaration.Household(
                new Commune(insee, siren, name, population.intValue(), postalCodes), people, convention));
    }

    /** @param insee null when it could not be read */
    private static Optional<Convention> convention(Fields fields, Insee insee) {
        fields.only("number", "signed", "deliberation", "deliberated", "document");
        String number = fields.text("number");
        LocalDate signed = fields.value("signed", Scalars::day);
        String deliberation = fields.text("deliberation");
        LocalDate deliberated = fields.value("deliberated", Scalars::day);
        String document = fields.text("document");
        return insee == null
                ? Optional.empty()
                : fields.build(() -> new Convention(insee, number, signed, deliberation, deliberated, document));
    }

    private static Optional<Declaration.Person> person(Fields fields, Set<String> uids) {
        fields.only("uid", "name", "mail", "role");
        String uid = fields.text("uid");
        String name = fields.text("name");
        String mail = fields.text("mail");
        Role role = fields.value("role", Scalars.oneOf(ROLES));
        if (uid != null && !uids.add(uid)) {
            fields.wrong(fields.line("uid"), "the uid " + uid + " stands in this file twice.");
        }
        return fields.build(() -> {
            // An account is stricter than a person in a file; it would be refused later, without its line.
            new Account(NOT_YET, ANY, uid, name, mail, role);
            return new Declaration.Person(uid, name, mail, role);
        });
    }
}
