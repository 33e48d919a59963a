package fr.beffroi.costs.internal;

import fr.beffroi.api.Insee;
import fr.beffroi.api.decision.Decision.PeriodClosed;
import fr.beffroi.api.decision.Decision.StatementIssued;
import fr.beffroi.costs.Recomputation;
import fr.beffroi.costs.Statement;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import fr.beffroi.store.Store;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the statements that are kept with what the journal says was issued, and recomputes them. */
final class StatementAudit {
    private static final int PAGE = 1_000;

    private final Store store;
    private final Journal journal;
    private final List<String> findings = new ArrayList<>();

    StatementAudit(Store store, Journal journal) {
        this.store = store;
        this.journal = journal;
    }

    /** A sentence for each thing that is wrong; empty when nothing is. To be called once. */
    List<String> findings() {
        // The statements of a period come right before its closing, in the same decision.
        Map<Insee, StatementIssued> issued = new TreeMap<>();
        long after = 0;
        for (List<Entry> page = journal.read(after, PAGE); !page.isEmpty(); page = journal.read(after, PAGE)) {
            for (Entry entry : page) {
                after = entry.number();
                if (entry.decision() instanceof StatementIssued statement) {
                    issued.put(statement.commune(), statement);
                } else if (entry.decision() instanceof PeriodClosed closed) {
                    audit(closed, issued);
                    issued.clear();
                }
            }
        }
        return List.copyOf(findings);
    }

    private void audit(PeriodClosed closed, Map<Insee, StatementIssued> issued) {
        Map<Insee, String> kept = kept(closed.period());
        List<Statement> untouched = new ArrayList<>();
        TreeSet<Insee> all = new TreeSet<>(kept.keySet());
        all.addAll(issued.keySet());
        for (Insee insee : all) {
            Optional<String> fault =
                    fault(Optional.ofNullable(issued.get(insee)), Optional.ofNullable(kept.get(insee)));
            fault.ifPresentOrElse(
                    sentence -> findings.add("statement of " + insee + " for " + closed.period() + ": " + sentence),
                    () -> untouched.add(Json.read(kept.get(insee), Statement.class)));
        }
        if (untouched.size() == all.size()) {
            findings.addAll(Recomputation.findings(untouched));
        }
    }

    private Map<Insee, String> kept(YearMonth period) {
        return store.read(sql -> {
            SqlCosts costs = new SqlCosts(sql);
            Map<Insee, String> kept = new TreeMap<>();
            costs.debtors(period)
                    .forEach(insee ->
                            kept.put(insee, costs.document(period, insee).orElseThrow()));
            return kept;
        });
    }

    private static Optional<String> fault(Optional<StatementIssued> issued, Optional<String> kept) {
        if (issued.isEmpty()) {
            return Optional.of("it is kept, but was never issued.");
        }
        if (kept.isEmpty()) {
            return Optional.of("it was issued, but is not kept any more.");
        }
        String digest = Json.sha256(kept.get());
        return digest.equals(issued.get().sha256())
                ? Optional.empty()
                : Optional.of("it was changed after it was issued (SHA-256 "
                        + issued.get().sha256() + " then, " + digest + " now).");
    }
}
