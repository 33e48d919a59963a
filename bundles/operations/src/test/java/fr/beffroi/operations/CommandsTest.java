package fr.beffroi.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Inspection;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Platforms;
import fr.beffroi.api.Reading;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Rollout;
import fr.beffroi.api.Rollouts;
import fr.beffroi.api.Subscription;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.Unhealthy;
import fr.beffroi.metering.DroppedFiles;
import fr.beffroi.metering.Metering;
import fr.beffroi.metering.QuarantineReason;
import fr.beffroi.metering.Quarantined;
import fr.beffroi.metering.Retention;
import fr.beffroi.metering.Retention.Archived;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.impl.action.command.ManagerImpl;
import org.apache.karaf.shell.impl.console.RegistryImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shell's commands, read and run by Karaf itself. */
class CommandsTest {
    private static final Actor STAFF = new Actor("staff/ops", Role.STAFF, Optional.empty());

    private final Lives lives = new Lives();
    private final List<String> asked = new ArrayList<>();
    private final RegistryImpl registry = new RegistryImpl(null);
    private Inspection.Report report = new Inspection.Report(List.of(), List.of());

    @BeforeEach
    void registerWhatCommandsAskFor() {
        registry.register(lives::broker, Broker.class);
        registry.register(lives::bindings, Bindings.class);
        registry.register(this::inspection, Inspection.class);
        registry.register(CommandsTest::rollouts, Rollouts.class);
        registry.register(this::hosting, Hosting.class);
        registry.register(CommandsTest::platforms, Platforms.class);
        registry.register(this::metering, Metering.class);
        registry.register(FolderFilesTest::files, DroppedFiles.class);
        registry.register(CommandsTest::retention, Retention.class);
        registry.register(() -> Clock.fixed(Lives.NOW, ZoneOffset.UTC), Clock.class);
        ManagerImpl manager = new ManagerImpl(registry, registry);
        List<Class<? extends Action>> commands = List.of(
                DriftCommand.class,
                InstancesCommand.class,
                MeteringCommand.class,
                PlatformsCommand.class,
                ResiduesCommand.class,
                RolloutsCommand.class,
                SubscriptionsCommand.class);
        commands.forEach(manager::register);
    }

    @Test
    void readingsInQuarantineAreListedAndLetThrough() throws Exception {
        String listed = run("metering", "quarantine");
        assertTrue(listed.contains("30189  actes    acts-published  /t/30189/actes  late"), listed);
        assertTrue(listed.contains("closed_period"), listed);

        assertEquals("3 readings count now.\n", run("metering", "replay", "/t/30189/actes", "PT-2H"));
        assertEquals(List.of("staff/ops /t/30189/actes PT-2H"), asked);
        assertThrows(Refusal.class, () -> run("metering", "replay"));
        assertThrows(Refusal.class, () -> run("metering", "replay", "s", "later"));
        assertThrows(Refusal.class, () -> run("metering", "guess"));
    }

    @Test
    void filesOfReadingsAreListed() throws Exception {
        String listed = run("metering", "files");
        assertTrue(listed.contains("octobre.csv"), listed);
        assertTrue(listed.contains("refused"), listed);
        String json = run("metering", "--json", "files");
        assertTrue(json.contains("\"accepted\" : 12"), json);
        assertTrue(json.contains("\"refused\" : 1"), json);
    }

    @Test
    void oldMonthsAreArchivedAndListed() throws Exception {
        assertEquals(
                "250 readings are in /archive/2024-01 and have left the data store.\n",
                run("metering", "--month", "2024-01", "archive"));
        assertTrue(run("metering", "archive").contains("2024-01       250  true       /archive/2024-01"));
        assertThrows(Refusal.class, () -> run("metering", "--month", "January", "archive"));
    }

    private static Retention retention() {
        Archived january = new Archived(YearMonth.of(2024, 1), 250, true, "/archive/2024-01");
        return Lives.standIn(
                Retention.class,
                (proxy, method, arguments) -> method.getName().equals("archive") ? january : List.of(january));
    }

    private Metering metering() {
        Reading late = new Reading(
                "/t/30189/actes", "late", new Insee("30189"), "actes", "acts-published", Lives.NOW, BigDecimal.ONE);
        return Lives.standIn(Metering.class, (proxy, method, arguments) -> {
            if (method.getName().equals("replay")) {
                asked.add(((Actor) arguments[0]).id() + " " + arguments[1] + " " + arguments[2]);
                return 3L;
            }
            return List.of(new Quarantined(late, QuarantineReason.CLOSED_PERIOD, Lives.NOW));
        });
    }

    @Test
    void driftIsTheAnswerAndAStatusForScripts() throws Exception {
        assertEquals("Everything stands as the journal says.\n", run("drift"));

        report = new Inspection.Report(
                List.of(new Inspection.Finding(
                        "directory", "30189/actes", Inspection.Finding.Kind.MISSING, "Le groupe manque.")),
                List.of("instance: no answer"));
        String failure =
                assertThrows(IllegalStateException.class, () -> run("drift")).getMessage();
        assertTrue(failure.contains("directory  30189/actes  missing  Le groupe manque.\n"), failure);
        assertTrue(failure.contains("Nothing is known of instance: no answer\n"), failure);
        String json = run("drift", "--json");
        assertTrue(json.contains("\"kind\" : \"missing\""), json);
        assertTrue(json.contains("\"unreachable\" : [ \"instance: no answer\" ]"), json);
    }

    @Test
    void aRepairIsAskedForInTheNameOfTheCaller() throws Exception {
        run("drift");
        assertTrue(run("drift", "--repair").contains("is being repaired"));
        assertEquals(List.of("inspect by staff/ops", "repair by staff/ops"), asked);
    }

    @Test
    void aSubscriptionIsListedWithItsVersionAndWhatItWaitsFor() throws Exception {
        lives.underWay("s1", Subscription.State.REQUESTED, Operation.Kind.SUBSCRIBE, Optional.empty());
        lives.underWay(
                "s2",
                Subscription.State.LEAVING,
                Operation.Kind.UNSUBSCRIBE,
                Optional.of(Lives.NOW.plus(Duration.ofDays(30)).plusNanos(123_456_789)));
        lives.ended(
                "s3",
                Subscription.State.SUSPENDED,
                Operation.Kind.SUSPEND,
                Operation.State.SUCCEEDED,
                Duration.ofMillis(250));

        List<String> lines = run("subscriptions").lines().toList();

        assertTrue(lines.get(1).matches(".*requested: La convention est attendue\\. +1\\.0\\.0 .*"), lines.get(1));
        assertTrue(lines.get(2).contains("leaving, notice until 2026-12-02T08:00:00Z"), lines.get(2));
        assertTrue(lines.get(3).matches(".*suspended +1\\.0\\.0 +suspend succeeded +0\\.250 .*"), lines.get(3));
        String json = run("subscriptions", "--json");
        assertTrue(json.contains("leaving, notice until 2026-12-02T08:00:00.123456789Z"), json);
    }

    @Test
    void everyResidueHasALineAndNothingElse() throws Exception {
        lives.ended(
                "s1", Subscription.State.CLOSED, Operation.Kind.UNSUBSCRIBE, Operation.State.SUCCEEDED, Duration.ZERO);
        lives.ended(
                "s2",
                Subscription.State.FAILED,
                Operation.Kind.UNSUBSCRIBE,
                Operation.State.FAILED,
                Duration.ofSeconds(2),
                "La base actes.",
                "Le groupe actes.");
        lives.unfinished("b1", "s3", Duration.ofSeconds(3), "Le compte b1.");

        List<String> lines = run("residues").lines().toList();

        assertEquals("3 lines", lines.get(4));
        assertTrue(
                lines.get(1).matches("30189 +La base actes\\. +unsubscribe +2026-11-02T08:00:02Z +s2 +-"),
                lines.get(1));
        assertTrue(lines.get(3).matches("30189 +Le compte b1\\. +unbind +2026-11-02T08:00:03Z +s3 +b1"), lines.get(3));
    }

    @Test
    void aPlatformIsListedWithItsCommunes() throws Exception {
        assertEquals(
                List.of(
                        "name    title              communes",
                        "gard    Portail du Gard    all",
                        "vistre  Portail du Vistre  30189",
                        "2 lines"),
                run("platforms").lines().toList());
    }

    @Test
    void anInstanceIsListedWithWhatItsAddressAnswersAndItsHealth() throws Exception {
        assertEquals(
                List.of(
                        "insee  service  version  serving  state         health                        address",
                        "30189  actes    1.0.0    true     serving       good                          /t/30189/actes/",
                        "30189  cartes   1.0.0    true     serving       Its database doesn't answer.  /t/30189/cartes/",
                        "30189  stock    1.0.0    false    out_of_order  -                             /t/30189/stock/",
                        "3 lines"),
                run("instances").lines().toList());
    }

    @Test
    void aRolloutIsListedWithItsStageAndWhyItHalted() throws Exception {
        List<String> lines = run("rollouts").lines().toList();

        assertTrue(
                lines.get(1)
                        .matches("of-actes +1\\.1\\.0 +halted +1 of 2 +30189 +2026-11-02T08:00:00Z +r1"
                                + " +L'instance de 30189 va mal\\."),
                lines.get(1));
        assertTrue(
                lines.get(2).matches("of-actes .* running +2 of 2 +30001 30002 30003 30004 30005 and 2 more .* -"),
                lines.get(2));
    }

    @Test
    void oneInstanceIsRestartedByItsAddress() throws Exception {
        assertEquals("30189/actes was made anew.\n", run("instances", "--restart", "30189/actes"));
        assertEquals(List.of("restart 30189/actes"), asked);
    }

    @Test
    void whatIsNoAddressIsSaidToBeNone() {
        for (String wrong : List.of("30189", "30189/actes/", "actes/30189", "")) {
            assertEquals(
                    Reason.INVALID,
                    assertThrows(Refusal.class, () -> run("instances", "--restart", wrong))
                            .reason(),
                    wrong);
        }
        assertEquals(List.of(), asked);
    }

    @Test
    void onlyOperationsRestartInstances() {
        Actor contact = new Actor("contact/anne", Role.CONTACT, Optional.of(Lives.NIMES));
        assertThrows(Refusal.class, () -> runAs(contact, "instances", "--restart", "30189/actes"));
        assertEquals(List.of(), asked);
    }

    private String run(String command, Object... words) throws Exception {
        return runAs(STAFF, command, words);
    }

    private String runAs(Actor caller, String command, Object... words) throws Exception {
        SessionFactory factory = Lives.standIn(SessionFactory.class, (proxy, method, arguments) -> registry);
        return (String)
                registry.getCommand("beffroi", command).execute(new OneCommandSession(factory, caller), List.of(words));
    }

    private Inspection inspection() {
        return new Inspection() {
            @Override
            public Report inspect(Actor actor) {
                asked.add("inspect by " + actor.id());
                return report;
            }

            @Override
            public Report repair(Actor actor) {
                asked.add("repair by " + actor.id());
                return report;
            }
        };
    }

    private static Rollouts rollouts() {
        Rollout.Stage first = new Rollout.Stage(List.of(new Rollout.Member("s1", Lives.NIMES, "1.0.0")));
        Rollout.Stage rest = new Rollout.Stage(IntStream.rangeClosed(1, 7)
                .mapToObj(number -> new Rollout.Member("s" + number, new Insee("3000" + number), "1.0.0"))
                .toList());
        return Lives.standIn(
                Rollouts.class,
                (proxy, method, arguments) -> List.of(
                        new Rollout(
                                "r1",
                                "of-actes",
                                "1.1.0",
                                List.of(first, rest),
                                0,
                                Rollout.State.HALTED,
                                Optional.of("L'instance de 30189 va mal."),
                                Lives.NOW),
                        new Rollout(
                                "r2",
                                "of-actes",
                                "1.2.0",
                                List.of(first, rest),
                                1,
                                Rollout.State.RUNNING,
                                Optional.empty(),
                                Lives.NOW)));
    }

    private Hosting hosting() {
        return Lives.standIn(Hosting.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "instances" ->
                List.of(
                        new Instance(Lives.NIMES, "actes", "1.0.0", Map.of(), Instance.State.SERVING),
                        new Instance(Lives.NIMES, "cartes", "1.0.0", Map.of(), Instance.State.SERVING),
                        new Instance(Lives.NIMES, "stock", "1.0.0", Map.of(), Instance.State.OUT_OF_ORDER));
            case "unhealthy" -> List.of(new Unhealthy(Lives.NIMES, "cartes", "Its database doesn't answer."));
            case "restart" -> {
                asked.add("restart " + arguments[0] + "/" + arguments[1]);
                yield null;
            }
            default -> throw new IllegalStateException(method + " is not asked here");
        });
    }

    private static Platforms platforms() {
        return new Platforms() {
            @Override
            public List<Platform> all() {
                return List.of(
                        new Platform("gard", "Portail du Gard", Optional.empty()),
                        new Platform("vistre", "Portail du Vistre", Optional.of(Set.of(Lives.NIMES))));
            }

            @Override
            public String renewPassword(Actor actor, String name) {
                throw new IllegalStateException("not asked here");
            }

            @Override
            public void withdraw(Actor actor, String name) {
                throw new IllegalStateException("not asked here");
            }
        };
    }
}
