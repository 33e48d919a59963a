package fr.beffroi.operations;

import fr.beffroi.api.Broker;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Retention;
import fr.beffroi.tenancy.Directory;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

@Service
@Command(
        scope = "beffroi",
        name = "reconciliation",
        description =
                "Compares what the entrance for readings counted with the data store, and meters of accounts with the directory.")
public final class ReconciliationCommand implements Action {
    @Option(name = "--json", description = "For scripts.")
    private boolean json;

    @Reference
    private Broker broker;

    @Reference
    private Metering metering;

    @Reference
    private Retention retention;

    @Reference
    private Directory directory;

    @Reference
    private Clock clock;

    @Reference
    private Session session;

    /** @throws IllegalStateException when figures differ, so that the exit status says so; with {@code --json} the text does */
    @Override
    public String execute() {
        Reconciliation.Report report = new Reconciliation(broker, metering, retention, directory, clock)
                .report(OneCommandSession.caller(session));
        if (json) {
            return Json.write(asMap(report)) + "\n";
        }
        String text = text(report);
        if (report.differs()) {
            throw new IllegalStateException(text);
        }
        return text
                + (report.complete()
                        ? "All figures agree.\n"
                        : "No figure differs; not all of them could be compared.\n");
    }

    private static String text(Reconciliation.Report report) {
        Listing readings = new Listing(
                "insee", "service", "meter", "accepted", "released", "stored", "unanswered", "in doubt", "difference");
        for (Reconciliation.Readings one : report.readings()) {
            readings.row(
                    one.tenant(),
                    one.service(),
                    one.meter(),
                    one.accepted(),
                    one.released(),
                    one.stored(),
                    one.unanswered(),
                    one.inDoubt(),
                    one.difference().or(one::notCompared).orElse(""));
        }
        Listing accounts = new Listing("insee", "service", "meter", "metered", "members", "difference");
        for (AccountMeters.Accounts one : report.accounts()) {
            accounts.row(
                    one.tenant(),
                    one.service(),
                    one.meter(),
                    metered(one),
                    members(one),
                    one.difference().orElse(""));
        }
        return "Readings since " + Listing.shown(report.since()) + "\n" + readings.text(false) + "Accounts\n"
                + accounts.text(false);
    }

    private static String metered(AccountMeters.Accounts one) {
        return one.metered()
                .map(quantity -> quantity.stripTrailingZeros().toPlainString())
                .orElse("");
    }

    private static String members(AccountMeters.Accounts one) {
        return one.members().isPresent() ? String.valueOf(one.members().getAsInt()) : "";
    }

    private static Map<String, Object> asMap(Reconciliation.Report report) {
        List<Map<String, Object>> readings = report.readings().stream()
                .map(one -> {
                    Map<String, Object> named = series(one.tenant().code(), one.service(), one.meter());
                    named.put("accepted", one.accepted());
                    named.put("released", one.released());
                    named.put("stored", one.stored());
                    named.put("unanswered", one.unanswered());
                    named.put("inDoubt", one.inDoubt());
                    one.difference().ifPresent(sentence -> named.put("difference", sentence));
                    one.notCompared().ifPresent(sentence -> named.put("notCompared", sentence));
                    return named;
                })
                .toList();
        List<Map<String, Object>> accounts = report.accounts().stream()
                .map(one -> {
                    Map<String, Object> named = series(one.tenant().code(), one.service(), one.meter());
                    one.metered().ifPresent(quantity -> named.put("metered", quantity));
                    one.members().ifPresent(members -> named.put("members", members));
                    one.difference().ifPresent(sentence -> named.put("difference", sentence));
                    return named;
                })
                .toList();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("since", report.since().toString());
        all.put("readings", readings);
        all.put("accounts", accounts);
        return all;
    }

    private static Map<String, Object> series(String tenant, String service, String meter) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("insee", tenant);
        named.put("service", service);
        named.put("meter", meter);
        return named;
    }
}
