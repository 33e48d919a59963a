package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Inspection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

@Service
@Command(
        scope = "beffroi",
        name = "drift",
        description = "Compares directory, data store and hosting with the journal; --repair makes them agree.")
public final class DriftCommand implements Action {
    @Option(
            name = "--repair",
            description = "Makes what is missing, takes away what is too many; never data of a commune.")
    private boolean repair;

    @Option(name = "--json", description = "For scripts.")
    private boolean json;

    @Reference
    private Inspection inspection;

    @Reference
    private Session session;

    /**
     * In the name of whoever asks, because a repair stands in the journal.
     *
     * @throws IllegalStateException when something doesn't agree, so that the exit status says so; with {@code --json} the text does
     */
    @Override
    public String execute() {
        Actor caller = OneCommandSession.caller(session);
        Inspection.Report report = repair ? inspection.repair(caller) : inspection.inspect(caller);
        if (json) {
            return Json.write(asMap(report)) + "\n";
        }
        if (!report.findings().isEmpty() || !report.unreachable().isEmpty()) {
            throw new IllegalStateException(table(report));
        }
        return repair
                ? "All that differed is being repaired; ask again in a moment.\n"
                : "Everything stands as the journal says.\n";
    }

    private static String table(Inspection.Report report) {
        Listing listing = new Listing("target", "what", "kind", "sentence");
        report.findings()
                .forEach(finding -> listing.row(finding.target(), finding.what(), kind(finding), finding.sentence()));
        StringBuilder text = new StringBuilder(listing.text(false));
        report.unreachable()
                .forEach(target ->
                        text.append("Nothing is known of ").append(target).append('\n'));
        return text.toString();
    }

    private static Map<String, Object> asMap(Inspection.Report report) {
        List<Map<String, String>> findings = new ArrayList<>();
        for (Inspection.Finding finding : report.findings()) {
            Map<String, String> named = new LinkedHashMap<>();
            named.put("target", finding.target());
            named.put("what", finding.what());
            named.put("kind", kind(finding));
            named.put("sentence", finding.sentence());
            findings.add(named);
        }
        return new TreeMap<>(Map.of("findings", findings, "unreachable", report.unreachable()));
    }

    private static String kind(Inspection.Finding finding) {
        return finding.kind().name().toLowerCase(Locale.ROOT);
    }
}
