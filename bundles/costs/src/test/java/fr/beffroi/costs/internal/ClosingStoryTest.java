package fr.beffroi.costs.internal;

import static fr.beffroi.costs.internal.House.BERNIS;
import static fr.beffroi.costs.internal.House.CAISSARGUES;
import static fr.beffroi.costs.internal.House.NIMES;
import static fr.beffroi.costs.internal.House.NOVEMBER;
import static fr.beffroi.costs.internal.House.STAFF;
import static fr.beffroi.costs.internal.House.pool;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Commune;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.costs.Recomputation;
import fr.beffroi.costs.Statement;
import fr.beffroi.costs.Statement.Line;
import fr.beffroi.journal.Entry;
import fr.beffroi.metering.Filter;
import fr.beffroi.store.testing.OnBothStores;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ClosingStoryTest extends InTheHouse {
    @OnBothStores
    void aMonthIsUsedClosedAndShared() {
        aMonthOfUse();
        house.declare(pool("acte", 10_000), pool("mille-vues", 1), pool("habitant", 1_000_003));

        List<Statement> statements = house.statements.close(STAFF, NOVEMBER);

        assertEquals(
                List.of(BERNIS, CAISSARGUES, NIMES),
                statements.stream().map(Statement::debtor).toList());
        assertEquals(
                10_000 + 1 + 1_000_003,
                statements.stream().mapToLong(Statement::totalCents).sum());
        assertEquals(List.of(), Recomputation.findings(statements));

        // 2 acts and a half in Bernis, 4 in Nîmes.
        Line acts = line(statements, BERNIS, "acte");
        assertEquals(new BigDecimal("2.500000"), acts.units());
        assertEquals(new BigDecimal("6.500000"), acts.allUnits());
        assertEquals(10_000, acts.sharedCents());
        assertEquals(share(10_000, "2.5", "6.5"), acts.amountCents());
        assertEquals(
                new BigDecimal("100").divide(new BigDecimal("6.5"), 6, java.math.RoundingMode.HALF_UP),
                acts.unitCost());
        assertEquals(pool("acte", 10_000).charges(), acts.charges());
        assertEquals("2 relevés du compteur acts-published", acts.evidence().basis());
        assertEquals(2, acts.evidence().readings());
        assertFalse(hasLine(statements, CAISSARGUES, "acte"), "it published nothing");

        // Views are counted, whatever their quantities: one each, and seven make a unit. One cent goes to one of them.
        Line views = line(statements, NIMES, "mille-vues");
        assertEquals(BigDecimal.ONE.setScale(6), views.evidence().counted());
        assertEquals(new BigDecimal("0.142857"), views.units());
        assertEquals(new BigDecimal("0.285714"), views.allUnits());
        assertEquals(0, views.amountCents());
        assertEquals(1, line(statements, BERNIS, "mille-vues").amountCents(), "the first by INSEE code");

        // 30 days in Nîmes, from the 16th in Bernis, until the 10th in Caissargues.
        Map<Commune, Long> days = Map.of(NIMES, 30L, BERNIS, 15L, CAISSARGUES, 10L);
        BigDecimal all = BigDecimal.ZERO;
        for (Map.Entry<Commune, Long> entry : days.entrySet()) {
            all = all.add(BigDecimal.valueOf(entry.getKey().population() * entry.getValue()));
        }
        for (Map.Entry<Commune, Long> entry : days.entrySet()) {
            Line inhabitants = line(statements, entry.getKey(), "habitant");
            assertEquals(
                    BigDecimal.valueOf(entry.getKey().population() * entry.getValue())
                            .setScale(6),
                    inhabitants.units());
            assertEquals(all.setScale(6), inhabitants.allUnits());
        }
        assertEquals(
                "30 jours d'abonnement, 151\u202f839 habitants",
                line(statements, NIMES, "habitant").evidence().basis());

        // Nobody declared what the days cost: shown, for nothing.
        Line days15 = line(statements, BERNIS, "forfait");
        assertEquals(0, days15.amountCents());
        assertEquals(new BigDecimal("15.000000"), days15.units());
        assertEquals(List.of(), days15.charges());
        assertEquals("15 jours d'abonnement", days15.evidence().basis());
    }

    @OnBothStores
    void whatWasTakenBackIsNeitherAddedNorCounted() {
        house.subscribe(NIMES);
        house.at("2026-11-10T12:00:00Z");
        for (String meter : List.of("acts-published", "page-views")) {
            house.use(NIMES, meter, "1", "4");
            house.use(NIMES, meter, "2", "300");
            house.takeBack(NIMES, meter, "2", "300");
        }
        house.at("2026-12-02T00:00:00Z");
        house.declare(pool("acte", 10_000));

        List<Statement> statements = house.statements.close(STAFF, NOVEMBER);

        Line acts = line(statements, NIMES, "acte");
        assertEquals(new BigDecimal("4.000000"), acts.evidence().counted());
        assertEquals(
                "3 relevés du compteur acts-published, dont 1 repris",
                acts.evidence().basis());
        assertEquals(
                BigDecimal.ONE.setScale(6),
                line(statements, NIMES, "mille-vues").evidence().counted());
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void theReadingsBehindALineCanBeHadAndFitTheSealInTheJournal() {
        aMonthOfUse();
        house.declare(pool("acte", 10_000));
        Line acts = line(house.statements.close(STAFF, NOVEMBER), BERNIS, "acte");

        List<Reading> readings = house.metering.readings(
                new Filter(
                        Optional.of(BERNIS.insee()),
                        Optional.of("actes"),
                        acts.evidence().meter(),
                        acts.evidence().from(),
                        acts.evidence().to()),
                Optional.empty(),
                100);

        assertEquals(acts.evidence().readings(), readings.size());
        assertEquals(
                acts.evidence().counted(),
                readings.stream().map(Reading::quantity).reduce(BigDecimal.ZERO, BigDecimal::add));
        Decision.ReadingsSealed seal = decisions(Decision.ReadingsSealed.class).stream()
                .filter(one ->
                        one.commune().equals(BERNIS.insee()) && one.meter().equals("acts-published"))
                .findFirst()
                .orElseThrow();
        assertEquals(Optional.of(seal.merkleRoot()), acts.evidence().merkleRoot());
        assertEquals(seal.from(), acts.evidence().from());
        assertEquals(seal.to(), acts.evidence().to());
        assertEquals(List.of(), house.metering.verify());
    }

    @OnBothStores
    void closingAgainGivesTheVerySameStatements() throws Exception {
        aMonthOfUse();
        house.declare(pool("acte", 10_000), pool("habitant", 77));
        List<Statement> issued = house.statements.close(STAFF, NOVEMBER);
        String document =
                house.statements.document(STAFF, BERNIS.insee(), NOVEMBER).orElseThrow();
        long head = house.journal.head();

        house.at("2027-03-01T00:00:00Z");
        house.record(new Decision.CommuneDeclared(House.commune("30036", "213000367", "Bernis-les-Vignes", 4_000)));
        assertEquals(issued, house.statements.close(STAFF, NOVEMBER));
        assertEquals(issued, house.statements.ofPeriod(STAFF, NOVEMBER));
        assertEquals(head + 1, house.journal.head());

        house.statements.stop();
        house.statements = new SqlStatements(house.store, house.journal, house.metering);
        assertEquals(issued, house.statements.ofPeriod(STAFF, NOVEMBER));
        assertEquals(Optional.of(document), house.statements.document(STAFF, BERNIS.insee(), NOVEMBER));
        assertEquals(List.of(NOVEMBER), house.statements.closedPeriods());

        Decision.StatementIssued first =
                decisions(Decision.StatementIssued.class).get(0);
        assertEquals(BERNIS.insee(), first.commune());
        assertEquals(
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8))),
                first.sha256());
        Decision.PeriodClosed closed = decisions(Decision.PeriodClosed.class).get(0);
        assertEquals(new Decision.PeriodClosed(NOVEMBER, 10_077, 3), closed);
        assertEquals(List.of(), house.statements.verify());
    }

    @OnBothStores
    void aMonthIsCountedWithThePopulationOfItsOwnDays() {
        house.subscribe(NIMES);
        house.at("2026-11-20T23:30:00Z"); // the 21st in Paris
        house.record(new Decision.CommuneDeclared(House.commune("30189", "213001894", "Nîmes", 160_000)));
        house.at("2027-01-05T00:00:00Z");
        house.record(new Decision.CommuneDeclared(House.commune("30189", "213001894", "Nîmes", 170_000)));
        house.declare(pool("habitant", 100));

        Statement statement = house.statements.close(STAFF, NOVEMBER).get(0);

        Line line = line(List.of(statement), NIMES, "habitant");
        assertEquals(BigDecimal.valueOf(20 * 151_839L + 10 * 160_000L).setScale(6), line.units());
        assertEquals(
                "30 jours d'abonnement\u202f: 20 à 151\u202f839 habitants, 10 à 160\u202f000 habitants",
                line.evidence().basis());
        assertEquals(170_000, statement.debtor().population(), "the debtor stands as of the closing");
    }

    @OnBothStores
    void theDaysOfANoticeArePaidForUntilItEndsOrIsCutShort() {
        house.subscribe(NIMES);
        house.subscribe(BERNIS);
        house.at("2026-11-05T12:00:00Z");
        house.giveNotice(NIMES, Optional.of("2026-11-20T12:00:00Z"));
        house.giveNotice(BERNIS, Optional.of("2026-12-15T12:00:00Z"));
        house.at("2026-11-12T12:00:00Z");
        house.giveNotice(BERNIS, Optional.empty());
        house.at("2026-12-20T00:00:00Z");
        house.declare(pool("forfait", 10_000), pool("habitant", 10_000));

        List<Statement> statements = house.statements.close(STAFF, NOVEMBER);

        assertEquals(
                new BigDecimal("20.000000"), line(statements, NIMES, "forfait").units());
        assertEquals(
                new BigDecimal("12.000000"), line(statements, BERNIS, "forfait").units());
    }

    @OnBothStores
    void aMonthThatIsNotOverInParisStaysOpen() {
        house.subscribe(NIMES);
        house.declare(pool("habitant", 10_000));
        house.at("2026-11-30T22:59:59Z");
        assertRefused(Reason.NOT_ELIGIBLE, "not over", NOVEMBER);

        house.at("2026-11-30T23:00:00Z"); // midnight in Paris
        assertEquals(1, house.statements.close(STAFF, NOVEMBER).size());
    }

    @OnBothStores
    void aMonthWithoutDeclaredChargesStaysOpen() {
        aMonthOfUse();
        assertRefused(Reason.NOT_ELIGIBLE, "No charges", NOVEMBER);
    }

    @OnBothStores
    void chargesThatNobodyWouldBearCloseNothing() {
        house.subscribe(NIMES);
        house.at("2026-12-02T00:00:00Z");
        house.declare(pool("acte", 12_345), pool("habitant", 100));
        long head = house.journal.head();

        assertRefused(Reason.NOT_ELIGIBLE, "actes/acte", NOVEMBER);
        assertEquals(head, house.journal.head());
        assertEquals(List.of(), house.statements.closedPeriods());

        house.declare(pool("acte", 0), pool("habitant", 100));
        assertEquals(1, house.statements.close(STAFF, NOVEMBER).size(), "nothing spent, nothing to bear");
    }

    @OnBothStores
    void onlyOperationsClose() {
        for (Actor actor : List.of(
                new Actor("auditor", Role.AUDITOR, Optional.empty()),
                new Actor("platform/p", Role.PLATFORM, Optional.empty()),
                contact(NIMES.insee()))) {
            assertEquals(
                    Reason.FORBIDDEN,
                    assertThrows(Refusal.class, () -> house.statements.close(actor, NOVEMBER))
                            .reason());
        }
    }

    @OnBothStores
    void everybodySeesWhatTheyMayAndNothingElse() {
        aMonthOfUse();
        house.declare(pool("acte", 10_000));
        house.statements.close(STAFF, NOVEMBER);

        assertEquals(3, house.statements.ofPeriod(STAFF, NOVEMBER).size());
        assertEquals(
                3,
                house.statements
                        .ofPeriod(new Actor("auditor", Role.AUDITOR, Optional.empty()), NOVEMBER)
                        .size());
        assertEquals(
                List.of(BERNIS),
                house.statements.ofPeriod(contact(BERNIS.insee()), NOVEMBER).stream()
                        .map(Statement::debtor)
                        .toList());
        assertTrue(house.statements
                .find(new Actor("account/2", Role.AGENT, Optional.of(BERNIS.insee())), BERNIS.insee(), NOVEMBER)
                .isPresent());
        assertEquals(Optional.empty(), house.statements.find(contact(BERNIS.insee()), NIMES.insee(), NOVEMBER));
        assertEquals(Optional.empty(), house.statements.document(contact(BERNIS.insee()), NIMES.insee(), NOVEMBER));
        for (Actor nobody : List.of(
                Actor.visitor(),
                new Actor("platform/p", Role.PLATFORM, Optional.empty()),
                Actor.service(BERNIS.insee(), "actes"))) {
            assertEquals(List.of(), house.statements.ofPeriod(nobody, NOVEMBER));
            assertEquals(Optional.empty(), house.statements.find(nobody, BERNIS.insee(), NOVEMBER));
        }
        assertEquals(List.of(), house.statements.ofPeriod(STAFF, NOVEMBER.plusMonths(1)));
    }

    @OnBothStores
    void aStatementThatWasChangedRemovedOrSlippedInIsFound() {
        aMonthOfUse();
        house.declare(pool("acte", 10_000));
        house.statements.close(STAFF, NOVEMBER);
        assertEquals(List.of(), house.statements.verify());

        sql("UPDATE costs_statement SET content = replace(content, 'Bernis', 'Bornis') WHERE insee = '30036'");
        sql("DELETE FROM costs_statement WHERE insee = '30060'");
        sql("INSERT INTO costs_statement SELECT period, '30075', content FROM costs_statement WHERE insee = '30189'");

        List<String> findings = house.statements.verify();
        assertEquals(3, findings.size(), findings::toString);
        assertTrue(findings.get(0).startsWith("statement of 30036 for 2026-11: it was changed"), findings::toString);
        assertTrue(
                findings.get(1).startsWith("statement of 30060 for 2026-11: it was issued, but"), findings::toString);
        assertTrue(findings.get(2).startsWith("statement of 30075 for 2026-11: it is kept, but"), findings::toString);
    }

    /** Nîmes the whole month; Bernis from the 16th; Caissargues until the 10th. */
    private void aMonthOfUse() {
        house.subscribe(NIMES);
        house.subscribe(CAISSARGUES);
        house.at("2026-11-10T12:00:00Z");
        house.use(NIMES, "acts-published", "1", "4");
        house.use(NIMES, "page-views", "1", "500");
        house.unsubscribe(CAISSARGUES);
        house.at("2026-11-16T12:00:00Z");
        house.subscribe(BERNIS);
        house.use(BERNIS, "acts-published", "1", "1.5");
        house.use(BERNIS, "page-views", "1", "1");
        house.at("2026-11-30T22:59:59Z"); // its last second in Paris
        house.use(BERNIS, "acts-published", "2", "1");
        house.at("2026-12-02T00:00:00Z");
        house.use(BERNIS, "acts-published", "3", "1000");
    }

    private static Line line(List<Statement> statements, Commune commune, String unit) {
        return statements.stream()
                .filter(statement -> statement.debtor().insee().equals(commune.insee()))
                .flatMap(statement -> statement.lines().stream())
                .filter(line -> line.unit().equals(unit))
                .findFirst()
                .orElseThrow();
    }

    private static boolean hasLine(List<Statement> statements, Commune commune, String unit) {
        return statements.stream()
                .filter(statement -> statement.debtor().insee().equals(commune.insee()))
                .flatMap(statement -> statement.lines().stream())
                .anyMatch(line -> line.unit().equals(unit));
    }

    /** Of two users, in cents, to the nearest: the largest remainder of two. */
    private static long share(long cents, String units, String all) {
        return BigDecimal.valueOf(cents)
                .multiply(new BigDecimal(units))
                .divide(new BigDecimal(all), 0, java.math.RoundingMode.HALF_UP)
                .longValueExact();
    }

    private <D extends Decision> List<D> decisions(Class<D> kind) {
        return house.journal.read(0, 1_000).stream()
                .map(Entry::decision)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static Actor contact(Insee insee) {
        return new Actor("account/1", Role.CONTACT, Optional.of(insee));
    }

    private void assertRefused(Reason reason, String part, YearMonth period) {
        Refusal refusal = assertThrows(Refusal.class, () -> house.statements.close(STAFF, period));
        assertEquals(reason, refusal.reason());
        assertTrue(refusal.getMessage().contains(part), refusal::getMessage);
    }

    private void sql(String statement) {
        assertEquals(1, house.store.<Integer>write(sql -> sql.execute(statement)), statement);
    }
}
