package fr.beffroi.rest;

import fr.beffroi.api.Charge;
import fr.beffroi.api.Conversion;
import fr.beffroi.costs.Statement;
import fr.beffroi.metering.Level;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A statement as this API shows it; see {@link Statement}. Amounts are whole euro cents. */
record StatementView(
        Party creditor,
        Party debtor,
        String insee,
        String period,
        Instant issuedAt,
        List<Line> lines,
        long totalCents) {

    static StatementView of(Statement statement) {
        return new StatementView(
                new Party(
                        statement.creditor().siren().number(),
                        statement.creditor().name()),
                new Party(
                        statement.debtor().siren().number(), statement.debtor().name()),
                statement.debtor().insee().code(),
                statement.period().toString(),
                statement.issuedAt(),
                statement.lines().stream().map(Line::of).toList(),
                statement.totalCents());
    }

    /** Creditor or debtor. */
    record Party(String siren, String name) {}

    /** See {@link Statement.Line}. */
    record Line(
            String offering,
            String unit,
            String title,
            BigDecimal units,
            BigDecimal allUnits,
            long sharedCents,
            BigDecimal unitCost,
            long amountCents,
            List<ChargeView> charges,
            Evidence evidence) {

        static Line of(Statement.Line line) {
            return new Line(
                    line.offering(),
                    line.unit(),
                    line.title(),
                    Quantities.shown(line.units()),
                    Quantities.shown(line.allUnits()),
                    line.sharedCents(),
                    Quantities.shown(line.unitCost()),
                    line.amountCents(),
                    line.charges().stream().map(ChargeView::of).toList(),
                    Evidence.of(line.evidence()));
        }
    }

    /** See {@link Charge}. */
    record ChargeView(String family, String label, long cents, String evidence, Optional<String> excluded) {
        static ChargeView of(Charge charge) {
            return new ChargeView(
                    Json.word(charge.family()), charge.label(), charge.cents(), charge.evidence(), charge.excluded());
        }
    }

    /** See {@link Statement.Evidence}. */
    record Evidence(
            String basis,
            BigDecimal counted,
            long per,
            Optional<String> meter,
            Instant from,
            Instant to,
            long readings,
            Optional<String> merkleRoot,
            Optional<String> address,
            Optional<Long> averagedOver,
            Optional<Conversion> conversion,
            Optional<LevelView> level) {

        static Evidence of(Statement.Evidence evidence) {
            return new Evidence(
                    evidence.basis(),
                    Quantities.shown(evidence.counted()),
                    evidence.per(),
                    evidence.meter(),
                    evidence.from(),
                    evidence.to(),
                    evidence.readings(),
                    evidence.merkleRoot(),
                    evidence.address(),
                    Optional.of(evidence.averagedOver()).filter(micros -> micros > 1),
                    evidence.conversion(),
                    evidence.level().map(LevelView::of));
        }
    }

    /** See {@link Level}. */
    record LevelView(Optional<ReadingsResource.ReadingView> carried, List<Level.Subscribed> subscribed) {
        static LevelView of(Level level) {
            return new LevelView(level.carried().map(ReadingsResource.ReadingView::of), level.subscribed());
        }
    }
}
