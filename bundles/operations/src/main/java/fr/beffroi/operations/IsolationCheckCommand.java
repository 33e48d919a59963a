package fr.beffroi.operations;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

@Service
@Command(
        scope = "beffroi",
        name = "isolation-check",
        description =
                "Tries the walls between communes with two probes, keeps a report in the data folder and in the journal.")
public final class IsolationCheckCommand implements Action {
    @Option(name = "--json", description = "For scripts.")
    private boolean json;

    @Reference
    private IsolationCheck check;

    @Reference
    private Session session;

    /**
     * In the name of whoever asks, because the check stands in the journal.
     *
     * @throws IllegalStateException when a wall gave way, so that the exit status says so; with {@code --json} the text does
     */
    @Override
    public String execute() {
        IsolationReport report = check.run(OneCommandSession.caller(session));
        if (json) {
            return report.json();
        }
        String text = report.text() + "Rapport : reports/" + report.file() + " dans le dossier des données.\n";
        if (report.isBreached()) {
            throw new IllegalStateException(text);
        }
        return text;
    }
}
