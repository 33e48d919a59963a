package fr.beffroi.costs.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.ArchivePart;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.costs.Statement;
import fr.beffroi.costs.StatementTable;
import fr.beffroi.costs.Statements;
import fr.beffroi.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a commune takes along of what it owed: its statements of every month in which it used the service. */
@Component
public final class StatementsArchive implements ArchivePart {
    private static final Actor COSTS = Actor.room("costs");

    private final Store store;
    private final Statements statements;

    @Activate
    public StatementsArchive(@Reference Store store, @Reference Statements statements) {
        this.store = store;
        this.statements = statements;
    }

    @Override
    public String name() {
        return "statements";
    }

    @Override
    public String description() {
        return "etat-AAAA-MM.json : l'état du mois tel qu'il a été émis (son empreinte SHA-256 est au journal) ; etat-AAAA-MM.csv :"
                + " le même pour un tableur (UTF-8, points-virgules). Seuls les mois clos où ce service a été utilisé y figurent.";
    }

    @Override
    public void export(Insee tenant, String offering, Path folder) throws IOException {
        Optional<String> service =
                store.read(sql -> new SqlCosts(sql).offeringWithId(offering)).map(Offering::name);
        if (service.isEmpty()) {
            return;
        }
        for (YearMonth period : statements.closedPeriods()) {
            Optional<String> document = statements.document(COSTS, tenant, period);
            if (document.isPresent()) {
                export(document.get(), service.get(), folder.resolve("etat-" + period));
            }
        }
    }

    private static void export(String document, String service, Path name) throws IOException {
        Statement statement = Json.read(document, Statement.class);
        if (statement.lines().stream().anyMatch(line -> line.offering().equals(service))) {
            Files.writeString(name.resolveSibling(name.getFileName() + ".json"), document);
            Files.writeString(name.resolveSibling(name.getFileName() + ".csv"), StatementTable.of(statement));
        }
    }
}
