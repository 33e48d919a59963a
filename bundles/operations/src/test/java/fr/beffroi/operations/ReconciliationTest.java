package fr.beffroi.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Meter;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Reading;
import fr.beffroi.api.ReadingIntake.Outcome;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Subscription;
import fr.beffroi.metering.Arrivals;
import fr.beffroi.metering.DroppedFiles;
import fr.beffroi.metering.Filter;
import fr.beffroi.metering.Gap;
import fr.beffroi.metering.IntakeCount;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.Retention;
import fr.beffroi.metering.Total;
import fr.beffroi.tenancy.Directory;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.impl.action.command.ManagerImpl;
import org.apache.karaf.shell.impl.console.RegistryImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was expected, what the entrance counted, what the data store has and what the directory has. */
class ReconciliationTest {
    private static final Actor STAFF = new Actor("staff/ops", Role.STAFF, Optional.empty());

    /** No clock says whole seconds; people are shown them all the same. */
    private static final Instant NOW = Lives.NOW.plusNanos(123_456_789);

    private final Lives lives = new Lives();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final Deque<IntakeCount> counts = new ArrayDeque<>();
    private final List<Arrivals> arrivals = new ArrayList<>();
    private final List<Retention.Archived> archived = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Reading> readings = new ArrayList<>();
    private final List<Meter> meters = new ArrayList<>();
    private OptionalInt members = OptionalInt.of(3);
    private Optional<Refusal> failure = Optional.empty();
    private Filter asked;

    @BeforeEach
    void begin() {
        meters.add(new Meter("uses", "Usages", "usage", Meter.Aggregation.SUM));
        counts.add(count(0, 0));
    }

    @Test
    void figuresThatAgreeAreToldAsSuch() throws Exception {
        counts.clear();
        counts.add(count(5, 0));
        arrivals.add(new Arrivals(Lives.NIMES, "actes", "uses", 7, 2));

        String text = run("reconciliation");
        assertTrue(text.startsWith("Readings since 2026-11-02T07:00:00Z\n"), text);
        assertTrue(text.contains("30189  actes    uses"), text);
        assertTrue(text.endsWith("All figures agree.\n"), text);
    }

    @Test
    void whatWasAcceptedAndIsGoneIsNamed() throws Exception {
        counts.clear();
        counts.add(count(5, 0));
        arrivals.add(new Arrivals(Lives.NIMES, "actes", "uses", 4, 1));

        String text = assertThrows(IllegalStateException.class, () -> run("reconciliation"))
                .getMessage();
        assertTrue(text.contains("2 reading(s) were accepted that the data store doesn't have"), text);
        assertTrue(run("reconciliation", "--json").contains("\"difference\" : \"2 reading(s)"));
    }

    @Test
    void whatNobodyBroughtIsNamed() {
        arrivals.add(new Arrivals(Lives.NIMES, "actes", "uses", 1, 0));

        String text = assertThrows(IllegalStateException.class, () -> run("reconciliation"))
                .getMessage();
        assertTrue(text.contains("1 reading(s) more are in the data store than this process took in"), text);
    }

    @Test
    void whatIsOnItsWayWhileItIsLookedIsNoDifference() throws Exception {
        counts.clear();
        counts.add(count(5, 0));
        counts.add(count(7, 3));
        for (int stored : List.of(5, 7, 10)) {
            arrivals.clear();
            arrivals.add(new Arrivals(Lives.NIMES, "actes", "uses", stored, 0));
            assertTrue(run("reconciliation").endsWith("All figures agree.\n"), "stored " + stored);
        }
        for (int stored : List.of(4, 11)) {
            arrivals.clear();
            arrivals.add(new Arrivals(Lives.NIMES, "actes", "uses", stored, 0));
            assertThrows(IllegalStateException.class, () -> run("reconciliation"), "stored " + stored);
        }
    }

    @Test
    void whatFailedMayBeStoredAndSoIsNotCompared() throws Exception {
        counts.clear();
        counts.add(new IntakeCount(
                Lives.NOW.minus(Duration.ofHours(1)),
                List.of(new IntakeCount.Line(
                        Optional.of(Lives.NIMES), "actes", "uses", Map.of(Outcome.ACCEPTED, 5L), 0, 2))));
        for (int stored : List.of(5, 7)) {
            arrivals.clear();
            arrivals.add(new Arrivals(Lives.NIMES, "actes", "uses", stored, 0));
            String text = run("reconciliation");
            assertTrue(text.contains("Not compared exactly: 2 reading(s) were brought in calls that failed"), text);
            assertTrue(run("reconciliation", "--json").contains("\"inDoubt\" : 2"));
            assertTrue(text.endsWith("No figure differs; not all of them could be compared.\n"), text);
        }
        for (int stored : List.of(4, 8)) {
            arrivals.clear();
            arrivals.add(new Arrivals(Lives.NIMES, "actes", "uses", stored, 0));
            assertThrows(IllegalStateException.class, () -> run("reconciliation"), "stored " + stored);
        }
    }

    @Test
    void whatWasArchivedWasNotDeleted() throws Exception {
        counts.clear();
        counts.add(count(5, 0));
        arrivals.add(new Arrivals(Lives.NIMES, "actes", "uses", 1, 2));
        archived.add(new Retention.Archived(YearMonth.of(2026, 10), 4, true, "readings-archive/2026-10"));
        assertTrue(failureOf("reconciliation").contains("were accepted that the data store doesn't have"));

        archived.add(new Retention.Archived(YearMonth.of(2026, 11), 4, true, "readings-archive/2026-11"));
        String text = run("reconciliation");
        assertTrue(text.contains("Not compared: readings that arrived since then were archived, up to 2026-11."), text);
        assertTrue(run("reconciliation", "--json").contains("\"notCompared\" : \"Not compared: "));

        arrivals.set(0, new Arrivals(Lives.NIMES, "actes", "uses", 8, 2));
        assertTrue(failureOf("reconciliation").contains("1 reading(s) more are in the data store"));
    }

    @Test
    void aMeterOfDifferentAccountsIsNotHeldAgainstTheDirectory() throws Exception {
        subscribed();
        meters.add(new Meter("visitors", "Comptes vus", "compte", Meter.Aggregation.UNIQUE));
        readings.add(seats("a", 1, 1));

        assertTrue(run("reconciliation").endsWith("All figures agree.\n"));
    }

    @Test
    void aMeterOfAccountsIsHeldAgainstTheDirectory() throws Exception {
        subscribed();
        meters.add(new Meter("seats", "Comptes", "compte", Meter.Aggregation.SUM, Optional.of(Duration.ofDays(1))));
        readings.add(seats("old", 1, 5));
        readings.add(seats("new", 2, 3));
        readings.add(seats("wrong", 3, 9));
        readings.add(new Reading(
                "s",
                "back",
                Lives.NIMES,
                "actes",
                "seats",
                readings.get(2).time(),
                new BigDecimal("-9"),
                Optional.of("wrong")));
        assertTrue(run("reconciliation").contains("30189  actes    seats  3        3"));

        members = OptionalInt.of(4);
        assertTrue(failureOf("reconciliation").contains("The meter says 3 accounts, the directory has 4."));
        members = OptionalInt.empty();
        assertTrue(failureOf("reconciliation").contains("The directory has no group for this service."));
        failure = Optional.of(new Refusal(Reason.UNAVAILABLE, "It doesn't answer."));
        assertTrue(failureOf("reconciliation").contains("The directory can't be asked: It doesn't answer."));
        failure = Optional.empty();
        readings.clear();
        assertTrue(failureOf("reconciliation").contains("The meter has said nothing for 31 days."));
    }

    @Test
    void accountsThatAreToldOneByOneAreAddedUp() throws Exception {
        subscribed();
        meters.add(new Meter("seats", "Comptes", "compte", Meter.Aggregation.SUM));
        readings.add(seats("a", 1, 2));
        readings.add(seats("b", 2, 1));

        assertTrue(run("reconciliation").endsWith("All figures agree.\n"));
    }

    @Test
    void missingReadingsAreListedAndAStatusForScripts() throws Exception {
        assertEquals("Whatever was expected since 2026-10-02T08:00:00Z came.\n", run("metering", "gaps"));

        gaps.add(new Gap(Lives.NIMES, "actes", "storage", NOW.minusSeconds(7200), NOW, Gap.SILENT));
        String text = failureOf("metering", "gaps", "P7D");
        assertTrue(text.contains("30189  actes    storage  2026-11-02T06:00:00Z  2026-11-02T08:00:00Z  silent"), text);
        assertEquals(NOW.minus(Duration.ofDays(7)), asked.from());
        assertEquals(NOW, asked.to());
        assertTrue(run("metering", "--json", "gaps").contains("\"reason\" : \"silent\""));
        for (String wrong : List.of("soon", "PT0S", "P-1D", "P99999D")) {
            assertThrows(Refusal.class, () -> run("metering", "gaps", wrong), wrong);
        }
    }

    @Test
    void missingReadingsAreAWarningAndNoReasonNotToServe() {
        MissingReadings readiness = new MissingReadings(metering(), clock);
        assertEquals(Optional.empty(), readiness.warning());

        gaps.add(new Gap(Lives.NIMES, "actes", "storage", Lives.NOW.minusSeconds(7200), Lives.NOW, Gap.SILENT));
        assertTrue(
                readiness.warning().orElseThrow().contains("actes 1"),
                readiness.warning().toString());
        failure = Optional.of(Refusal.invalid("There is more to look at."));
        assertTrue(
                readiness.warning().orElseThrow().contains("not known"),
                readiness.warning().toString());
        assertFalse(readiness.problem().isPresent());
    }

    private void subscribed() {
        lives.ended("s", Subscription.State.ACTIVE, Operation.Kind.SUBSCRIBE, Operation.State.SUCCEEDED, Duration.ZERO);
        lives.ended(
                "t", Subscription.State.CLOSED, Operation.Kind.UNSUBSCRIBE, Operation.State.SUCCEEDED, Duration.ZERO);
    }

    private static IntakeCount count(long accepted, long unanswered) {
        return new IntakeCount(
                NOW.minus(Duration.ofHours(1)),
                accepted + unanswered == 0
                        ? List.of()
                        : List.of(new IntakeCount.Line(
                                Optional.of(Lives.NIMES),
                                "actes",
                                "uses",
                                Map.of(Outcome.ACCEPTED, accepted, Outcome.DUPLICATE, 9L),
                                unanswered)));
    }

    private static Reading seats(String id, int day, int quantity) {
        return new Reading(
                "s",
                id,
                Lives.NIMES,
                "actes",
                "seats",
                Lives.NOW.minus(Duration.ofDays(10)).plus(Duration.ofDays(day)),
                BigDecimal.valueOf(quantity));
    }

    private Metering metering() {
        return Lives.standIn(Metering.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "gaps" -> {
                failure.ifPresent(refusal -> {
                    throw refusal;
                });
                asked = (Filter) arguments[0];
                yield gaps;
            }
            case "answered" -> next();
            case "arrivals" -> List.copyOf(arrivals);
            case "totals" -> total(readings);
            case "hourly" ->
                readings.stream().collect(Collectors.groupingBy(Reading::time)).values().stream()
                        .flatMap(hour -> total(hour).stream())
                        .toList();
            case "readings" ->
                readings.stream()
                        .filter(reading -> !reading.time().isBefore(((Filter) arguments[0]).from())
                                && reading.time().isBefore(((Filter) arguments[0]).to()))
                        .toList();
            default -> throw new IllegalStateException(method + " is not asked here");
        });
    }

    /** The counts one after the other, again and again. */
    private IntakeCount next() {
        counts.add(counts.peek());
        return counts.poll();
    }

    private static List<Total> total(List<Reading> readings) {
        if (readings.isEmpty()) {
            return List.of();
        }
        long withdrawn = readings.stream()
                .filter(reading -> reading.corrects().isPresent())
                .count();
        return List.of(new Total(
                Lives.NIMES,
                "actes",
                "seats",
                readings.get(0).time(),
                readings.size(),
                withdrawn,
                readings.stream().map(Reading::quantity).reduce(BigDecimal.ZERO, BigDecimal::add)));
    }

    private Directory directory() {
        return Lives.standIn(Directory.class, (proxy, method, arguments) -> {
            assertEquals("members", method.getName());
            assertEquals(List.of(new Insee("30189"), "actes"), List.of(arguments));
            failure.ifPresent(refusal -> {
                throw refusal;
            });
            return members;
        });
    }

    private Offering actes() {
        return new Offering(
                "of-actes",
                "actes",
                "Actes",
                "Publication des actes.",
                List.of(),
                Optional.empty(),
                false,
                List.copyOf(meters),
                List.of(),
                List.of(new Plan("pl-standard", "standard", "Tout compris.", Map.of())));
    }

    private String failureOf(String command, Object... words) {
        return assertThrows(IllegalStateException.class, () -> run(command, words))
                .getMessage();
    }

    private String run(String command, Object... words) throws Exception {
        RegistryImpl registry = new RegistryImpl(null);
        Broker broker = lives.broker(List.of(actes()));
        registry.register(() -> broker, Broker.class);
        registry.register(this::metering, Metering.class);
        registry.register(
                () -> Lives.standIn(Retention.class, (proxy, method, arguments) -> List.copyOf(archived)),
                Retention.class);
        registry.register(FolderFilesTest::files, DroppedFiles.class);
        registry.register(this::directory, Directory.class);
        registry.register(() -> clock, Clock.class);
        ManagerImpl manager = new ManagerImpl(registry, registry);
        manager.register(MeteringCommand.class);
        manager.register(ReconciliationCommand.class);
        SessionFactory factory = Lives.standIn(SessionFactory.class, (proxy, method, arguments) -> registry);
        return (String)
                registry.getCommand("beffroi", command).execute(new OneCommandSession(factory, STAFF), List.of(words));
    }
}
