package fr.beffroi.rest;

import fr.beffroi.api.Account;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Archives;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Declarations;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Inspection;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Platforms;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Siren;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Stand-ins for the rooms that know the communes and platforms, keep archives and folder, and say how the house is. */
final class House {
    static final Instant NOW = Instant.parse("2026-11-02T08:00:00Z");
    static final Commune BOUILLARGUES =
            new Commune(new Insee("30047"), new Siren("213000474"), "Bouillargues", 6453, List.of("30230"));
    static final Commune NIMES =
            new Commune(new Insee("30189"), new Siren("213001894"), "Nîmes", 151839, List.of("30000", "30900"));

    final List<Declaration> declared = new ArrayList<>();

    /** What becomes of whoever asks for the communes, orders or sends readings; null: nothing does. */
    RuntimeException failure;

    /** As at the beginning of each story. */
    void begin() {
        declared.clear();
        failure = null;
    }

    void failIfToldTo() {
        if (failure != null) {
            throw failure;
        }
    }

    Communes communes() {
        return new Communes() {
            @Override
            public Optional<Intercommunality> intercommunality() {
                return Optional.empty();
            }

            @Override
            public List<Commune> all() {
                failIfToldTo();
                return List.of(BOUILLARGUES, NIMES);
            }

            @Override
            public Optional<Commune> find(Insee insee) {
                return all().stream()
                        .filter(commune -> commune.insee().equals(insee))
                        .findFirst();
            }

            @Override
            public List<Account> accounts(Insee insee) {
                return List.of(
                        new Account(new UUID(0, 1), insee, "jeanne", "Jeanne", "jeanne@nimes.example", Role.CONTACT));
            }

            @Override
            public String renewPassword(Actor actor, Insee insee, String uid) {
                actor.require(Role.STAFF, Role.CONTACT);
                if (!uid.equals("jeanne")) {
                    throw new Refusal(Reason.NOT_FOUND, "There is no account " + uid + "@" + insee + ".");
                }
                return "correct-horse-battery";
            }
        };
    }

    Platforms platforms() {
        return new Platforms() {
            @Override
            public List<Platform> all() {
                return List.of(
                        new Platform("gard", "Portail du Gard", Optional.empty()),
                        new Platform("vistre", "Portail du Vistre", Optional.of(Set.of(NIMES.insee()))));
            }

            @Override
            public String renewPassword(Actor actor, String name) {
                actor.require(Role.STAFF);
                if (!name.equals("vistre")) {
                    throw new Refusal(Reason.NOT_FOUND, "There is no platform " + name + ".");
                }
                return "battery-staple-correct";
            }

            @Override
            public void withdraw(Actor actor, String name) {
                actor.require(Role.STAFF);
                if (!name.equals("vistre")) {
                    throw new Refusal(Reason.NOT_FOUND, "There is no platform " + name + ".");
                }
            }
        };
    }

    Archives archives() {
        return new Archives() {
            @Override
            public List<Archive> of(Actor actor, Insee tenant) {
                return List.of(new Archive("actes-s2.zip", "s2", 3, "ab12", NOW));
            }

            @Override
            public InputStream open(Actor actor, Insee tenant, String file) {
                if (!file.equals("actes-s2.zip")) {
                    throw new Refusal(Reason.NOT_FOUND, "There is no archive " + file + ".");
                }
                return new ByteArrayInputStream("zip".getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    Declarations declarations() {
        return (actor, declaration, planOnly) -> {
            declared.add(declaration);
            return List.of(planOnly ? "would change" : "changed");
        };
    }

    Inspection inspection() {
        return new Inspection() {
            @Override
            public Report inspect(Actor actor) {
                actor.require(Role.STAFF, Role.AUDITOR);
                return new Report(
                        List.of(new Finding(
                                "directory",
                                "30189/actes",
                                Finding.Kind.MISSING,
                                "Le groupe du service manque dans l'annuaire.")),
                        List.of("instance: no answer"));
            }

            @Override
            public Report repair(Actor actor) {
                actor.require(Role.STAFF);
                return new Report(List.of(), List.of());
            }
        };
    }
}
