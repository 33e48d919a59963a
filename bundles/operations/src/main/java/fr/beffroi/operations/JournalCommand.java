package fr.beffroi.operations;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Refusal;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import fr.beffroi.journal.Verification;
import java.util.Map;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

@Service
@Command(
        scope = "beffroi",
        name = "journal",
        description = "Lists the journal's entries, or recomputes its whole chain.")
public final class JournalCommand implements Action {
    private static final long LAST_ONES = -1;

    @Argument(description = "list or verify", required = true)
    private String what;

    @Option(name = "--after", description = "list: entries after this number; left out, the last ones are listed.")
    private long after = LAST_ONES;

    @Option(name = "--limit", description = "list: how many, 1 to 10000.")
    private int limit = 50;

    @Option(name = "--json", description = "For scripts.")
    private boolean json;

    @Reference
    private Journal journal;

    @Override
    public String execute() {
        return switch (what) {
            case "list" -> list();
            case "verify" -> verify();
            default ->
                throw Refusal.invalid("\"" + what + "\" is not something that this command does: list or verify.");
        };
    }

    private String list() {
        if (limit < 1 || limit > 10_000) {
            throw Refusal.invalid("--limit is a number from 1 to 10000.");
        }
        Listing listing = new Listing("number", "at", "by", "decision", "insee", "hash");
        for (Entry entry : journal.read(after == LAST_ONES ? Math.max(0, journal.head() - limit) : after, limit)) {
            listing.row(
                    entry.number(),
                    entry.at(),
                    entry.by(),
                    entry.decision().getClass().getSimpleName(),
                    entry.decision().tenant().map(Insee::code).orElse("-"),
                    entry.hash());
        }
        return listing.text(json);
    }

    private String verify() {
        Verification verification = journal.verify(count -> {});
        if (!verification.whole()) {
            throw new IllegalStateException("The journal is not whole:\n" + String.join("\n", verification.findings()));
        }
        return json
                ? Json.write(Map.of("entries", verification.entries(), "head", verification.head())) + "\n"
                : "The journal is whole: " + verification.entries() + " entries, head " + verification.head() + ".\n";
    }
}
