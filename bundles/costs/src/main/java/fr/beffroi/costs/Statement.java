package fr.beffroi.costs;

import fr.beffroi.api.Charge;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Conversion;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Reading;
import fr.beffroi.metering.Level;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;

/**
 * What one commune owes for one period (<i>état indiquant la liste des recours au service, convertis en unités de
 * fonctionnement</i>, CGCT D5211-16). Fixed when it is issued; it holds all that is needed to recompute it.
 *
 * @param creditor the intercommunality
 * @param debtor the commune, as it stood when the period was closed
 * @param period the month
 * @param issuedAt when the period was closed
 * @param lines one for each functional unit used, by offering and unit; of nothing where others used it and readings of this commune
 *     are missing
 * @param totalCents the sum of the lines, in euro cents
 */
public record Statement(
        Intercommunality creditor,
        Commune debtor,
        YearMonth period,
        Instant issuedAt,
        List<Line> lines,
        long totalCents) {

    public Statement {
        lines = List.copyOf(lines);
    }

    /**
     * A functional unit that the commune used.
     *
     * @param offering name of the offering
     * @param unit name of the functional unit
     * @param title of the unit, for a person
     * @param units how many units this commune used, rounded half up to six decimals for reading; {@link Evidence#counted} is
     *     exact
     * @param allUnits how many all communes used together, rounded likewise
     * @param sharedCents what all of them share: the eligible charges, in euro cents
     * @param unitCost {@code sharedCents / allUnits} in euros (<i>coût unitaire</i>), rounded half up to six decimals for reading;
     *     the amount is not computed from it
     * @param amountCents this commune's share of {@code sharedCents} in proportion to {@link Evidence#counted}, by largest
     *     remainder, ties by INSEE code, in euro cents
     * @param charges what was spent, the excluded charges too; empty when no charges were declared for the unit, which is then
     *     shown, so that nothing used is hidden, but costs nothing
     * @param evidence where the units come from
     */
    public record Line(
            String offering,
            String unit,
            String title,
            BigDecimal units,
            BigDecimal allUnits,
            long sharedCents,
            BigDecimal unitCost,
            long amountCents,
            List<Charge> charges,
            Evidence evidence) {

        public Line {
            charges = List.copyOf(charges);
        }
    }

    /**
     * What proves the units of a line.
     *
     * @param basis in a sentence, French: "12 relevés du compteur acts-published", "30 jours d'abonnement, 1 071 habitants"
     * @param counted what was counted, exactly: the total of the meter in its own unit, of an average over time that times microseconds,
     *     days of subscription, or inhabitants times days; six decimals
     * @param per how much of what was counted, divided by {@code averagedOver} and converted, makes one functional unit
     * @param meter the meter, when units are counted by one
     * @param from first instant counted
     * @param to first instant no longer counted
     * @param readings how many readings
     * @param merkleRoot their seal in the journal; empty without a meter
     * @param address path of the list of the readings in the REST API; empty without a meter
     * @param averagedOver of an average over time, the length of the month in microseconds; otherwise 1
     * @param conversion the rule that converts the meter's unit; empty without one
     * @param level what it takes to recompute a level besides the readings; empty when they are enough
     */
    public record Evidence(
            String basis,
            BigDecimal counted,
            long per,
            Optional<String> meter,
            Instant from,
            Instant to,
            long readings,
            Optional<String> merkleRoot,
            Optional<String> address,
            long averagedOver,
            Optional<Conversion> conversion,
            Optional<Level> level) {

        public Evidence {
            // Statements that were issued before there were averages don't say so.
            averagedOver = Math.max(1, averagedOver);
        }

        /** Of what is neither averaged nor converted. */
        public Evidence(
                String basis,
                BigDecimal counted,
                long per,
                Optional<String> meter,
                Instant from,
                Instant to,
                long readings,
                Optional<String> merkleRoot,
                Optional<String> address) {
            this(
                    basis,
                    counted,
                    per,
                    meter,
                    from,
                    to,
                    readings,
                    merkleRoot,
                    address,
                    1,
                    Optional.empty(),
                    Optional.empty());
        }

        /** How many units so much of what was counted is, rounded half up to six decimals, once. */
        public BigDecimal units(BigDecimal ofCounted) {
            return ofCounted.multiply(makes()).divide(takes(), Reading.SCALE, RoundingMode.HALF_UP);
        }

        /** Euros for one unit when so much of what was counted cost so many cents, rounded likewise. */
        public BigDecimal unitCost(long cents, BigDecimal ofCounted) {
            return BigDecimal.valueOf(cents, 2)
                    .multiply(takes())
                    .divide(ofCounted.multiply(makes()), Reading.SCALE, RoundingMode.HALF_UP);
        }

        private BigDecimal makes() {
            return BigDecimal.valueOf(conversion.map(Conversion::makes).orElse(1L));
        }

        private BigDecimal takes() {
            return BigDecimal.valueOf(per)
                    .multiply(BigDecimal.valueOf(averagedOver))
                    .multiply(BigDecimal.valueOf(
                            conversion.map(Conversion::amount).orElse(1L)));
        }
    }
}
