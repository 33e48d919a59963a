package fr.beffroi.costs.internal;

import fr.beffroi.api.Actor;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.Declaration;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.decision.Decision.PeriodClosed;
import fr.beffroi.api.decision.Decision.StatementIssued;
import fr.beffroi.costs.Statement;
import fr.beffroi.costs.Statements;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.DeclaredPart;
import fr.beffroi.journal.Journal;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Seal;
import fr.beffroi.store.Store;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The room: closes periods, keeps the statements, and takes the declared charges. */
@Component(
        service = {Statements.class, DeclaredPart.class},
        property = "part=costs")
public final class SqlStatements implements Statements, DeclaredPart {
    private static final Logger LOG = LoggerFactory.getLogger(SqlStatements.class);

    private final Store store;
    private final Journal journal;
    private final Metering metering;
    private final Journal.Attachment projection;

    @Activate
    public SqlStatements(@Reference Store store, @Reference Journal journal, @Reference Metering metering) {
        this.store = store;
        this.journal = journal;
        this.metering = metering;
        store.migrate("costs", SqlStatements.class.getClassLoader());
        this.projection = journal.attach("costs", new CostsProjection());
    }

    @Deactivate
    public void stop() {
        projection.close();
    }

    @Override
    public List<String> apply(Decisions decisions, Declaration declaration) {
        return DeclaredCharges.apply(decisions, declaration);
    }

    @Override
    public List<Statement> close(Actor actor, YearMonth period) {
        actor.require(Role.STAFF, Role.SYSTEM);
        List<Statement> statements = journal.decide(actor, decisions -> {
            SqlCosts costs = new SqlCosts(decisions.sql());
            return costs.closedAt(period).isPresent()
                    ? issued(costs, period)
                    : close(decisions, costs, new Month(period));
        });
        LOG.info("The period {} is closed with {} statements.", period, statements.size());
        return statements;
    }

    private List<Statement> close(Decisions decisions, SqlCosts costs, Month month) {
        if (decisions.now().isBefore(month.to())) {
            throw new Refusal(
                    Reason.NOT_ELIGIBLE,
                    "The month " + month.period() + " is not over yet: it can be closed from " + month.to() + " on.");
        }
        List<CostPool> pools = costs.pools(month.period());
        if (pools.isEmpty()) {
            throw new Refusal(
                    Reason.NOT_ELIGIBLE,
                    "No charges are declared for " + month.period()
                            + ": write them into the intercommunality's files and apply them first.");
        }
        List<Seal> seals = metering.seal(decisions, month.from(), month.to());
        Usage usage = new Usage(
                month,
                seals,
                costs.active(month.from(), month.to()),
                costs.populations(),
                Missing.of(metering, decisions, month, costs.offerings()));
        List<Statement> statements = new Closing(
                        costs.creditor()
                                .orElseThrow(() -> new Refusal(
                                        Reason.NOT_ELIGIBLE,
                                        "The intercommunality isn't declared yet, so nobody could be owed anything.")),
                        costs.communes(),
                        costs.offerings(),
                        pools,
                        usage,
                        decisions.now())
                .statements();
        for (Statement statement : statements) {
            String document = Json.write(statement);
            costs.keep(statement, document);
            decisions.record(new StatementIssued(
                    statement.debtor().insee(), month.period(), statement.totalCents(), Json.sha256(document)));
        }
        decisions.record(new PeriodClosed(
                month.period(),
                statements.stream().mapToLong(Statement::totalCents).reduce(0, Math::addExact),
                statements.size()));
        return statements;
    }

    @Override
    public List<Statement> ofPeriod(Actor actor, YearMonth period) {
        return store.read(sql -> issued(new SqlCosts(sql), period).stream()
                .filter(statement -> mayRead(actor, statement.debtor().insee()))
                .toList());
    }

    private static List<Statement> issued(SqlCosts costs, YearMonth period) {
        return costs.debtors(period).stream()
                .map(insee -> costs.document(period, insee).orElseThrow())
                .map(document -> Json.read(document, Statement.class))
                .toList();
    }

    @Override
    public Optional<Statement> find(Actor actor, Insee tenant, YearMonth period) {
        return document(actor, tenant, period).map(document -> Json.read(document, Statement.class));
    }

    @Override
    public Optional<String> document(Actor actor, Insee tenant, YearMonth period) {
        return mayRead(actor, tenant)
                ? store.read(sql -> new SqlCosts(sql).document(period, tenant))
                : Optional.empty();
    }

    /** A platform orders for communes, but what they owe is none of its business. */
    private static boolean mayRead(Actor actor, Insee tenant) {
        return actor.role() != Role.PLATFORM && actor.mayRead(tenant);
    }

    @Override
    public List<YearMonth> closedPeriods() {
        return store.read(sql -> new SqlCosts(sql).closedPeriods());
    }

    @Override
    public List<String> verify() {
        return new StatementAudit(store, journal).findings();
    }
}
