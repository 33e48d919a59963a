package fr.beffroi.tenancy.internal;

import fr.beffroi.api.Declaration;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.journal.Decisions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings the platforms into agreement with the file. A platform that is no longer in the file stays as it is, like everything that a
 * lost file could take away from somebody, until it is withdrawn.
 */
final class DeclaredPlatforms {
    /** Log-ins that the house has from its first start. */
    private static final Set<String> TAKEN = Set.of(Logins.FIRST_PLATFORM, "ops", "auditor");

    private final Tables tables;

    DeclaredPlatforms(Tables tables) {
        this.tables = tables;
    }

    /** Records what changes, with one sentence each. */
    void apply(Decisions decisions, Declaration declaration, List<String> changes) {
        check(decisions, declaration);
        for (Platform wanted : declaration.platforms()) {
            Optional<Platform> before =
                    tables.platform(decisions.sql(), wanted.name()).map(StoredPlatform::platform);
            if (before.filter(wanted::equals).isPresent()) {
                continue;
            }
            decisions.record(new Decision.PlatformDeclared(wanted));
            changes.add("platform " + wanted.name() + ": "
                    + before.map(platform -> differences(platform, wanted))
                            .orElse("declared, acts for " + communes(wanted)));
        }
    }

    private void check(Decisions decisions, Declaration declaration) {
        // A commune that has left is still known: a platform that acted for it needs no new file for that.
        Set<Insee> known = new HashSet<>();
        tables.communes(decisions.sql())
                .forEach(residence -> known.add(residence.commune().insee()));
        declaration
                .households()
                .forEach(household -> known.add(household.commune().insee()));
        Map<String, String> titles = new HashMap<>();
        for (Platform platform : declaration.platforms()) {
            String name = platform.name();
            if (TAKEN.contains(name)) {
                throw Refusal.invalid("A platform can't be named " + name
                        + ": that is a log-in of the house itself. Give it another name.");
            }
            String other = titles.putIfAbsent(name, platform.title());
            if (other != null) {
                throw Refusal.invalid("The platform " + name + " is declared twice, as " + other + " and as "
                        + platform.title() + ". Keep one.");
            }
            for (Insee commune : platform.communes().orElse(Set.of())) {
                if (!known.contains(commune)) {
                    throw Refusal.invalid("The platform " + name + " acts for " + commune
                            + ", which is no commune of this house. Declare the commune or take it off the list.");
                }
            }
        }
    }

    private static String differences(Platform before, Platform wanted) {
        List<String> differences = new ArrayList<>();
        if (!before.title().equals(wanted.title())) {
            differences.add("title " + before.title() + " → " + wanted.title());
        }
        if (!before.communes().equals(wanted.communes())) {
            differences.add("acts for " + communes(before) + " → " + communes(wanted));
        }
        return String.join(", ", differences);
    }

    private static String communes(Platform platform) {
        return platform.communes()
                .map(all -> all.stream().map(Insee::code).sorted().collect(Collectors.joining(" ")))
                .orElse("all communes");
    }
}
