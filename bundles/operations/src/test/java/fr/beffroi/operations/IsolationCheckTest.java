package fr.beffroi.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.HostedBundle;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Plan;
import fr.beffroi.api.ReadingIntake;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.journal.Decisions;
import fr.beffroi.journal.Journal;
import fr.beffroi.operations.IsolationReport.Result;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.tenancy.Directory;
import java.io.IOException;
import java.io.Reader;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.impl.action.command.ManagerImpl;
import org.apache.karaf.shell.impl.console.RegistryImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of the findings of probes that others play here. */
class IsolationCheckTest {
    private static final Actor STAFF = new Actor("staff/ops", Role.STAFF, Optional.empty());
    private static final String HELD = "files\trelative-path\theld\tRefusé.\n";
    private static final String BREACHED = "data-store\tset-role\tbreached\tUne table a été lue.\n";

    @TempDir
    Path data;

    private final Lives lives = new Lives();
    private final List<String> done = new ArrayList<>();
    private final List<Decision> decided = new ArrayList<>();
    private final List<Binding> bound = new ArrayList<>();
    private final Map<String, Integer> answers = new TreeMap<>();
    private String findings = HELD;
    private boolean sharedClasses;
    private boolean intakeIsOpen;
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String credential = exchange.getRequestHeaders().containsKey("Authorization") ? "token" : "session";
            int status = answers.getOrDefault(
                    exchange.getRequestURI().getPath() + " " + credential, credential.equals("token") ? 403 : 401);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aCheckIsKeptInAFileThatTheJournalNames() throws Exception {
        IsolationReport report = check().run(STAFF);

        byte[] file = Files.readAllBytes(data.resolve("reports/isolation-2026-11-02T08-00-00Z.json"));
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        assertEquals(report.json(), new String(file, StandardCharsets.UTF_8));
        assertEquals(
                List.of(new Decision.IsolationChecked(
                        report.names(Result.HELD).size(),
                        List.of(),
                        List.of(),
                        report.names(Result.NOT_TRIED),
                        "isolation-2026-11-02T08-00-00Z.json",
                        digest)),
                decided);
        assertFalse(report.isBreached());
    }

    @Test
    void aWallThatGaveWayIsTheExitStatusAndItsName() throws Exception {
        findings = HELD + BREACHED;

        String failure =
                assertThrows(IllegalStateException.class, () -> command()).getMessage();
        String json = command("--json");

        assertTrue(failure.contains("UN MUR A CÉDÉ : data-store/set-role."), failure);
        assertTrue(failure.contains("Une table a été lue."), failure);
        assertTrue(json.contains("\"breached\" : 1"), json);
        assertEquals(2, decided.size());
    }

    @Test
    void wallsThatHoldAreSaidToHold() throws Exception {
        String text = command();

        assertTrue(text.contains("Les murs tiennent."), text);
        assertTrue(text.contains("reports/isolation-2026-11-02T08-00-00Z.json"), text);
    }

    @Test
    void theProbesAreTakenAwayWhateverHappens() {
        findings = "no table";

        Refusal refusal = assertThrows(Refusal.class, () -> check().run(STAFF));

        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertEquals(
                List.of("close 00001", "dropFiles 00001", "drop 00001", "close 00002", "dropFiles 00002", "drop 00002"),
                done.subList(done.size() - 6, done.size()));
        assertTrue(decided.isEmpty());
    }

    @Test
    void aProbeThatTriedNothingIsNoGoodNews() {
        findings = "";

        assertThrows(Refusal.class, () -> check().run(STAFF));
    }

    @Test
    void nobodyButOperationsMayAsk() {
        Actor contact = new Actor("account/1", Role.CONTACT, Optional.of(Lives.NIMES));

        assertThrows(Refusal.class, () -> check().run(contact));
        assertTrue(done.isEmpty());
    }

    @Test
    void instancesThatShareTheirClassesAreABreach() {
        sharedClasses = true;

        assertEquals(
                List.of("class-loading/classes-of-two-instances"),
                check().run(STAFF).names(Result.BREACHED));
    }

    @Test
    void aReadingThatIsTakenInUnderAFalseNameIsABreach() {
        intakeIsOpen = true;

        assertEquals(
                List.of("metering/reading-under-a-false-name"),
                check().run(STAFF).names(Result.BREACHED));
    }

    @Test
    void withoutABindingTokensAreNotTried() {
        assertEquals(
                List.of(
                        "directory/branch-without-log-in",
                        "directory/branch-of-a-neighbour",
                        "directory/branch-of-a-neighbour-as-an-instance",
                        "http/token-at-a-neighbour",
                        "http/session-at-a-neighbour",
                        "http/token-for-operations"),
                check().run(STAFF).names(Result.NOT_TRIED));
    }

    @Test
    void aDoorThatOpensToANeighboursTokenOrSessionIsABreach() {
        bindAProgramOfNimes();
        answers.put("/t/30189/actes/ token", 200);
        IsolationReport shut = check().run(STAFF);
        answers.put("/t/30036/actes/ token", 200);
        answers.put("/t/30036/actes/ session", 405);
        answers.put("/api/v1/tenants token", 200);
        answers.put("/api/v1/tenants session", 200);

        IsolationReport open = check().run(STAFF);

        assertEquals(List.of(), shut.names(Result.BREACHED));
        assertTrue(shut.names(Result.HELD).contains("http/session-at-a-neighbour"), shut.text());
        assertEquals(
                List.of(
                        "http/made-up-session",
                        "http/token-at-a-neighbour",
                        "http/session-at-a-neighbour",
                        "http/token-for-operations"),
                open.names(Result.BREACHED));
    }

    @Test
    void anAnswerThatIsNoRefusalSaysNothingOfTheWall() {
        bindAProgramOfNimes();
        answers.put("/t/30189/actes/ token", 200);
        answers.put("/t/30036/actes/ token", 503);

        assertTrue(check().run(STAFF).names(Result.NOT_TRIED).contains("http/token-at-a-neighbour"));
    }

    @Test
    void aServerThatDoesNotAnswerIsNoGoodNews() {
        server.stop(0);

        assertTrue(check().run(STAFF).names(Result.NOT_TRIED).contains("http/made-up-session"));
    }

    @Test
    void theFileOfSettingsAndTheInterfaceAgree() throws Exception {
        Properties file = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("src/main/cfg", OperationsSettings.PID + ".cfg"))) {
            file.load(in);
        }
        assertEquals(
                Arrays.stream(OperationsSettings.class.getDeclaredMethods())
                        .map(Method::getName)
                        .collect(Collectors.toSet()),
                file.stringPropertyNames());
        assertEquals("${env:BEFFROI_DATA:-data}", file.getProperty("data"));
    }

    private void bindAProgramOfNimes() {
        lives.ended(
                "s1", Subscription.State.ACTIVE, Operation.Kind.SUBSCRIBE, Operation.State.SUCCEEDED, Duration.ZERO);
        bound.add(new Binding(
                "b1",
                "s1",
                Lives.NIMES,
                "of-actes",
                "pl-standard",
                "credential",
                Map.of(),
                Binding.State.ACTIVE,
                Lives.NOW,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                lives.all.get(0).operation()));
    }

    private String command(Object... words) throws Exception {
        RegistryImpl registry = new RegistryImpl(null);
        registry.register(this::check, IsolationCheck.class);
        new ManagerImpl(registry, registry).register(IsolationCheckCommand.class);
        SessionFactory factory = Lives.standIn(SessionFactory.class, (proxy, method, arguments) -> registry);
        return (String) registry.getCommand("beffroi", "isolation-check")
                .execute(new OneCommandSession(factory, STAFF), List.of(words));
    }

    private IsolationCheck check() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return new IsolationCheck(
                Clock.fixed(Lives.NOW, ZoneOffset.UTC),
                journal(),
                intake(),
                lives.broker(List.of(actes())),
                bindings(),
                hosting(),
                databases(),
                Lives.standIn(
                        Directory.class,
                        (proxy, method, arguments) -> method.getName().equals("view") ? null : List.of()),
                settings(url));
    }

    private OperationsSettings settings(String url) {
        return new OperationsSettings() {
            @Override
            public String data() {
                return data.toString();
            }

            @Override
            public String url() {
                return url;
            }

            @Override
            public String probe() {
                return "probe.jar";
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return OperationsSettings.class;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private Journal journal() {
        Decisions decisions = Lives.standIn(Decisions.class, (proxy, method, arguments) -> {
            decided.add((Decision) arguments[0]);
            return null;
        });
        return Lives.standIn(
                Journal.class,
                (proxy, method, arguments) -> ((Function<Decisions, Object>) arguments[1]).apply(decisions));
    }

    private ReadingIntake intake() {
        return (actor, readings) -> {
            if (intakeIsOpen) {
                return List.of();
            }
            throw new Refusal(Reason.FORBIDDEN, "An instance records its own use only.");
        };
    }

    private Bindings bindings() {
        return Lives.standIn(Bindings.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "bindings" -> List.copyOf(bound);
            case "secret" ->
                Optional.of(new Bindings.Secret("credential", "secret", Optional.empty(), Optional.empty()));
            default -> throw new IllegalStateException(method + " is not asked here");
        });
    }

    private Hosting hosting() {
        return Lives.standIn(Hosting.class, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "instances" -> {
                    return List.of(
                            new Instance(Lives.NIMES, "actes", "1.0.0", Map.of(), Instance.State.SERVING),
                            new Instance(new Insee("30036"), "actes", "1.0.0", Map.of(), Instance.State.SERVING));
                }
                case "export" -> export((Insee) arguments[0], (Path) arguments[2]);
                case "open" -> done.add("open");
                default -> done.add(method.getName() + " " + arguments[0]);
            }
            return null;
        });
    }

    private void export(Insee insee, Path folder) throws IOException {
        Files.writeString(folder.resolve("identity.txt"), sharedClasses ? "1" : insee.code());
        if (insee.equals(ProbeInstances.INTRUDER)) {
            Files.writeString(folder.resolve("findings.tsv"), findings);
        }
    }

    private TenantDatabases databases() {
        return Lives.standIn(TenantDatabases.class, (proxy, method, arguments) -> {
            done.add(method.getName() + " " + arguments[0]);
            return null;
        });
    }

    private static Offering actes() {
        return new Offering(
                "of-actes",
                "actes",
                "Actes",
                "Publication des actes.",
                List.of(),
                Optional.of(new HostedBundle("fr.beffroi.service.actes", "1.0.0")),
                true,
                List.of(),
                List.of(),
                List.of(new Plan("pl-standard", "standard", "Un espace.", Map.of())));
    }
}
