package fr.beffroi.bench;

import fr.beffroi.hosting.testing.SmallBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How long a neighbour's visitors wait while another commune's instance does harm, beside what they wait when all is quiet. */
final class WallsBench {
    private static final String NEIGHBOUR = "actes";
    private static final int LANES = 4;
    private static final Duration PROVISIONED = Duration.ofMinutes(3);

    /** How much longer a neighbour may wait under an attack: docs/benchmarks.md says why. */
    private static final int BOUND_OF_THE_MEDIAN = 5;

    private static final String EVIL = """
            id: 0d9d5c2e-5a0c-4c35-9a44-4a0f6f0a1101
            name: evil
            title: "Service qui nuit"
            description: "Ne sert qu'à mesurer ce qu'un voisin en ressent."
            tags: ["mesure"]
            bundle:
              name: fr.beffroi.hosting.evil
              version: "1.0.0"
            open-to-visitors: true
            meters:
              - name: visits
                title: "Visites"
                unit: visite
                aggregation: sum
            units: []
            plans:
              - id: 0d9d5c2e-5a0c-4c35-9a44-4a0f6f0a1102
                name: standard
                description: "Tout."
            """;

    /**
     * What one instance does.
     *
     * @param word by which it is chosen
     * @param name for the table
     * @param deed of the service, as it is told to it; empty when the requests alone are the harm
     * @param clients that ask it at a time
     * @param pause of each between two requests
     */
    record Attack(String word, String name, String deed, int clients, Duration pause) {}

    /** The last ones leave something behind that only goes with time. */
    private static final List<Attack> ATTACKS = List.of(
            new Attack("rush", "a rush of requests", "", 8, Duration.ofMillis(20)),
            new Attack("sprint", "a rush without a pause, of 16 clients", "", 16, Duration.ZERO),
            new Attack("loop", "requests that loop", "loop", 8, Duration.ofMillis(100)),
            new Attack("burn", "a thread of its own that loops", "burn", 1, Duration.ofMillis(100)),
            new Attack("litter", "garbage", "litter", 8, Duration.ofMillis(100)),
            new Attack("retain", "memory that is kept", "retain", 1, Duration.ofMillis(500)),
            new Attack("flood", "a flood of readings", "flood", 4, Duration.ofMillis(20)),
            new Attack("fill", "a folder that fills", "fill", 4, Duration.ofMillis(20)),
            new Attack("leak", "threads that don't end", "leak", 1, Duration.ofMillis(20)),
            new Attack("hang", "requests that hang", "hang", 8, Duration.ofMillis(100)),
            new Attack("hoard", "connections that are hoarded", "hoard", 8, Duration.ofMillis(100)));

    static final String USAGE = "[--only=" + String.join(",", words()) + "]";

    private final Workshop workshop;
    private final Size size;
    private final List<Attack> attacks;
    private final List<String> versions = new ArrayList<>();
    private RunningHouse house;
    private String neighbour;

    /**
     * @param flags such as {@code --only=retain,flood}; without, all attacks
     * @throws IllegalArgumentException when one isn't known
     */
    WallsBench(Workshop workshop, Size size, List<String> flags) {
        this.workshop = workshop;
        this.size = size;
        this.attacks = chosen(flags);
    }

    /** Those of the flags, in the order in which they are always made. */
    static List<Attack> chosen(List<String> flags) {
        if (flags.isEmpty()) {
            return ATTACKS;
        }
        String flag = flags.get(0);
        List<String> wanted = Arrays.asList(flag.replaceFirst("^--only=", "").split(","));
        if (flags.size() > 1 || !flag.startsWith("--only=") || !words().containsAll(wanted)) {
            throw new IllegalArgumentException(String.join(" ", flags));
        }
        return ATTACKS.stream().filter(attack -> wanted.contains(attack.word())).toList();
    }

    private static List<String> words() {
        return ATTACKS.stream().map(Attack::word).toList();
    }

    List<String> versions() {
        return versions;
    }

    List<Table> measure() throws Exception {
        Postgresql postgresql = Postgresql.start(workshop);
        versions.add(postgresql.version());
        workshop.say("walls: starting a house");
        house = RunningHouse.start(workshop, LANES, postgresql.newDatabase().environment());
        SmallBundle.evil().into(house.services());
        Communes communes = new Communes(attacks.size() + 1);
        communes.declare("evil.yaml", EVIL);
        house.settle(communes);
        neighbour = communes.take(1).get(0);
        List<String> evil = communes.take(attacks.size());
        order(NEIGHBOUR, List.of(neighbour));
        order("evil", evil);
        return List.of(attack(evil));
    }

    private void order(String offering, List<String> communes) throws Exception {
        workshop.say("walls: ordering %s for %d", offering, communes.size());
        Platform platform = Platform.of(house);
        Offered offered = house.offering(offering);
        platform.order(offered, 1, communes);
        workshop.await(
                offering + " stands",
                PROVISIONED,
                Duration.ofMillis(200),
                () -> platform.succeeded(offered, communes) == communes.size());
    }

    private Table attack(List<String> evil) throws Exception {
        Table table = new Table(
                "A neighbour of an instance that does harm, PostgreSQL, embedded directory",
                "attack",
                "p50 ms",
                "of quiet",
                "p99 ms",
                "of quiet",
                "longest ms",
                "not answered 200",
                "what the attackers were answered");
        listen("warm-up");
        listen("warm-up");
        Paced.Heard quiet = listen("quiet");
        row(table, "none", quiet, quiet, "–");
        for (int i = 0; i < attacks.size(); i++) {
            Attack attack = attacks.get(i);
            String insee = evil.get(i);
            tell(insee, attack.deed());
            try (Attackers attackers =
                    Attackers.start(attack.clients(), house.port(), "/t/" + insee + "/evil/", attack.pause())) {
                row(table, attack.name(), listen(attack.name()), quiet, attackers.answers());
            }
            house.requireAlive();
            tell(insee, "");
            house.awaitQuiet();
        }
        row(table, "none, afterwards", listen("quiet again"), quiet, "–");
        return table.note(
                        "Six visitors of a page of Actes in another commune, 24 requests a second; a request waits from when it is due.")
                .note("Asked for: a median of at most " + BOUND_OF_THE_MEDIAN
                        + " times that of quiet, and no request that isn't answered 200.");
    }

    private Paced.Heard listen(String what) throws Exception {
        Paced.Heard heard = Paced.listen(house.port(), "/t/" + neighbour + "/" + NEIGHBOUR + "/", size.listening());
        workshop.say(
                "walls: %s: p50 %.1f ms, p99 %.1f ms",
                what, heard.figures().millis(0.5), heard.figures().millis(0.99));
        return heard;
    }

    private static void row(Table table, String name, Paced.Heard heard, Paced.Heard quiet, String answers) {
        Load.Figures now = heard.figures();
        Load.Figures before = quiet.figures();
        table.row(
                name,
                now.millis(0.5),
                now.millis(0.5) / before.millis(0.5),
                now.millis(0.99),
                now.millis(0.99) / before.millis(0.99),
                now.millis(1),
                heard.failed(),
                answers);
    }

    /** What the evil instance of that commune does from now on when it is asked. */
    private void tell(String insee, String deed) throws IOException {
        Path files = house.data().resolve("tenants").resolve(insee).resolve("evil/files");
        List<String> deeds = deed.isEmpty() ? List.of() : List.of("request " + deed);
        Path draft = Files.write(workshop.folder().resolve("deeds"), deeds);
        Files.move(draft, files.resolve("deeds"), StandardCopyOption.ATOMIC_MOVE);
    }
}
