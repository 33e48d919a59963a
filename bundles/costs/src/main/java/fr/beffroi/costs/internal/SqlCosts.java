package fr.beffroi.costs.internal;

import fr.beffroi.api.Commune;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Offering;
import fr.beffroi.costs.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the room's tables say, within a transaction. */
final class SqlCosts {
    private final Handle sql;

    SqlCosts(Handle sql) {
        this.sql = sql;
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    Optional<Intercommunality> creditor() {
        return sql.createQuery("SELECT content FROM costs_intercommunality")
                .map((columns, context) -> Json.read(columns.getString("content"), Intercommunality.class))
                .findOne();
    }

    List<Commune> communes() {
        return sql.createQuery("SELECT content FROM costs_commune")
                .map((columns, context) -> Json.read(columns.getString("content"), Commune.class))
                .list();
    }

    List<Population> populations() {
        return sql.createQuery("SELECT insee, declared_at, population FROM costs_population ORDER BY declared_at")
                .map((columns, context) -> new Population(
                        new Insee(columns.getString("insee")),
                        instant(columns.getLong("declared_at")),
                        columns.getLong("population")))
                .list();
    }

    List<Offering> offerings() {
        return sql.createQuery("SELECT content FROM costs_offering")
                .map((columns, context) -> Json.read(columns.getString("content"), Offering.class))
                .list();
    }

    Optional<Offering> offering(String name) {
        return sql.createQuery("SELECT content FROM costs_offering WHERE name = :name")
                .bind("name", name)
                .map((columns, context) -> Json.read(columns.getString("content"), Offering.class))
                .findFirst();
    }

    Optional<Offering> offeringWithId(String id) {
        return sql.createQuery("SELECT content FROM costs_offering WHERE id = :id")
                .bind("id", id)
                .map((columns, context) -> Json.read(columns.getString("content"), Offering.class))
                .findFirst();
    }

    /** Subscriptions of any commune that were active at some moment of the span. */
    List<Active> active(Instant from, Instant to) {
        return sql.createQuery("SELECT insee, offering, active_from, active_to FROM costs_subscription"
                        + " WHERE active_from < :to AND (active_to IS NULL OR active_to > :from)")
                .bind("from", micros(from))
                .bind("to", micros(to))
                .map((columns, context) -> new Active(
                        new Insee(columns.getString("insee")),
                        columns.getString("offering"),
                        instant(columns.getLong("active_from")),
                        Optional.ofNullable(columns.getString("active_to"))
                                .map(Long::valueOf)
                                .map(SqlCosts::instant)))
                .list();
    }

    List<CostPool> pools(YearMonth period) {
        return sql.createQuery("SELECT content FROM costs_pool WHERE period = :period")
                .bind("period", period.toString())
                .map((columns, context) -> Json.read(columns.getString("content"), CostPool.class))
                .list();
    }

    Optional<CostPool> pool(YearMonth period, String offering, String unit) {
        return pools(period).stream()
                .filter(pool -> pool.offering().equals(offering) && pool.unit().equals(unit))
                .findFirst();
    }

    Optional<Instant> closedAt(YearMonth period) {
        return sql.createQuery("SELECT closed_at FROM costs_period WHERE period = :period")
                .bind("period", period.toString())
                .map((columns, context) -> instant(columns.getLong("closed_at")))
                .findOne();
    }

    List<YearMonth> closedPeriods() {
        return sql
                .createQuery("SELECT period FROM costs_period")
                .map((columns, context) -> YearMonth.parse(columns.getString("period")))
                .stream()
                .sorted()
                .toList();
    }

    void keep(Statement statement, String document) {
        sql.createUpdate("INSERT INTO costs_statement (period, insee, content) VALUES (:period, :insee, :content)")
                .bind("period", statement.period().toString())
                .bind("insee", statement.debtor().insee().code())
                .bind("content", document)
                .execute();
    }

    Optional<String> document(YearMonth period, Insee insee) {
        return sql.createQuery("SELECT content FROM costs_statement WHERE period = :period AND insee = :insee")
                .bind("period", period.toString())
                .bind("insee", insee.code())
                .map((columns, context) -> columns.getString("content"))
                .findOne();
    }

    /** The communes with a statement of that period, in the order of their codes. */
    List<Insee> debtors(YearMonth period) {
        return sql
                .createQuery("SELECT insee FROM costs_statement WHERE period = :period")
                .bind("period", period.toString())
                .map((columns, context) -> new Insee(columns.getString("insee")))
                .stream()
                .sorted()
                .toList();
    }
}
