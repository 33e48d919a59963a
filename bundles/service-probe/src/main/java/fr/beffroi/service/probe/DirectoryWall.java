package fr.beffroi.service.probe;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.hosted.TenantContext;
import java.util.List;
import java.util.Optional;

/**
 * Asks the directory, where this instance has no entry: whatever it is shown is others'. Whether an instance that has one is kept
 * from other branches, the house tries itself, because a probe has none.
 */
final class DirectoryWall {
    private static final String WALL = "directory";

    private final TenantContext context;

    DirectoryWall(TenantContext context) {
        this.context = context;
    }

    List<Attempt> attempts() {
        return List.of(Attempt.at(WALL, "people-without-an-entry", this::people));
    }

    private Optional<String> people() throws Attempt.NotTried {
        try {
            int shown = context.directory().people().size();
            return shown == 0
                    ? Optional.empty()
                    : Optional.of(
                            "L'annuaire a montré " + shown + " personnes à une instance qui n'y a pas de compte.");
        } catch (Refusal refusal) {
            if (refusal.reason() == Reason.UNAVAILABLE) {
                // It doesn't answer, so it said nothing.
                throw new Attempt.NotTried(refusal);
            }
            throw refusal;
        }
    }
}
