package fr.beffroi.operations;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Broker;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Subscription;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.operations.IsolationReport.Finding;
import fr.beffroi.operations.IsolationReport.Result;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The walls as somebody outside meets them: the web server of this house, with the credential and the session of somebody else. Only
 * {@code OPTIONS} is asked, and pages that are nobody's but operations': nothing is counted or changed, even when a wall is missing.
 */
final class OuterWalls {
    private static final String WALL = "http";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String MADE_UP_SESSION = "JSESSIONID=node01isolationcheck";
    /** Answers that come before any instance or room is asked, or without it. */
    private static final Set<Integer> OF_THE_DOOR = Set.of(400, 401, 403, 404, 429, 500, 502, 503, 504);

    private static final String OPERATIONS_ONLY = "/api/v1/tenants";

    private final Broker broker;
    private final Bindings bindings;
    private final Hosting hosting;
    private final String url;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @param url of the house's own web server, without a slash at its end */
    OuterWalls(Broker broker, Bindings bindings, Hosting hosting, String url) {
        this.broker = broker;
        this.bindings = bindings;
        this.hosting = hosting;
        this.url = url;
    }

    /** A program that could log in at its own commune's instance. */
    private record Program(Insee tenant, String service, String authorization) {
        String address() {
            return "/t/" + tenant + "/" + service + "/";
        }
    }

    /** What is asked of the web server. */
    private record Knock(String method, String path, String header, String value) {}

    List<Finding> tryAll(Actor caller) {
        List<Finding> findings = new ArrayList<>();
        findings.add(expect(
                "made-up-session",
                new Knock("GET", OPERATIONS_ONLY, "Cookie", MADE_UP_SESSION),
                401,
                "Une session inventée a ouvert l'accès à l'exploitation."));
        Optional<Program> program = program(caller);
        Optional<Instance> neighbour = program.flatMap(this::neighbour);
        if (neighbour.isEmpty()) {
            String why = program.isEmpty()
                    ? "Aucun raccordement en vigueur à une instance : pas d'identifiant à essayer."
                    : "Une seule commune a une instance ouverte : pas de voisine chez qui essayer.";
            for (String attempt : List.of("token-at-a-neighbour", "session-at-a-neighbour", "token-for-operations")) {
                findings.add(new Finding(WALL, attempt, Result.NOT_TRIED, why));
            }
            return findings;
        }
        findings.addAll(withA(program.get(), neighbour.get()));
        return findings;
    }

    private List<Finding> withA(Program program, Instance neighbour) {
        String elsewhere = "/t/" + neighbour.tenant() + "/" + neighbour.service() + "/";
        Knock token = new Knock("OPTIONS", elsewhere, "Authorization", program.authorization());
        return List.of(
                expect(
                        "token-at-a-neighbour",
                        token,
                        403,
                        "L'identifiant d'un logiciel de " + program.tenant() + " a ouvert " + elsewhere + "."),
                session(program, elsewhere),
                expect(
                        "token-for-operations",
                        new Knock("GET", OPERATIONS_ONLY, "Authorization", program.authorization()),
                        403,
                        "L'identifiant d'un logiciel de " + program.tenant() + " a ouvert " + OPERATIONS_ONLY + "."));
    }

    /** Logs in at its own address, and goes to the neighbour's with nothing but the cookies that were given there. */
    private Finding session(Program program, String elsewhere) {
        String attempt = "session-at-a-neighbour";
        try {
            HttpResponse<Void> own =
                    knock(new Knock("OPTIONS", program.address(), "Authorization", program.authorization()));
            if (OF_THE_DOOR.contains(own.statusCode())) {
                return new Finding(
                        WALL,
                        attempt,
                        Result.NOT_TRIED,
                        "L'adresse " + program.address() + " répond " + own.statusCode() + " à son propre logiciel.");
            }
            List<String> cookies = new ArrayList<>(List.of(MADE_UP_SESSION));
            own.headers().allValues("Set-Cookie").forEach(cookie -> cookies.add(cookie.split(";", 2)[0]));
            return expect(
                    attempt,
                    new Knock("OPTIONS", elsewhere, "Cookie", String.join("; ", cookies)),
                    401,
                    "La session d'un logiciel de " + program.tenant() + " a ouvert " + elsewhere + ".");
        } catch (IOException e) {
            return silent(attempt, e);
        }
    }

    /**
     * Held is one answer only. What comes from behind the wall is a breach, also when it says that it doesn't know what to do with the
     * request (405); what the door itself may say for other reasons says nothing about the wall.
     */
    private Finding expect(String attempt, Knock knock, int refusal, String breach) {
        try {
            int status = knock(knock).statusCode();
            if (status == refusal) {
                return new Finding(WALL, attempt, Result.HELD, "Refusé : " + status + ".");
            }
            return OF_THE_DOOR.contains(status)
                    ? new Finding(
                            WALL,
                            attempt,
                            Result.NOT_TRIED,
                            "Réponse " + status + " au lieu de " + refusal + " : elle ne dit rien du mur.")
                    : new Finding(WALL, attempt, Result.BREACHED, breach + " Réponse : " + status + ".");
        } catch (IOException e) {
            return silent(attempt, e);
        }
    }

    private Finding silent(String attempt, IOException e) {
        return new Finding(
                WALL, attempt, Result.NOT_TRIED, "Le serveur ne répond pas à " + url + " (" + e.getMessage() + ").");
    }

    private HttpResponse<Void> knock(Knock knock) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + knock.path()))
                    .timeout(PATIENCE)
                    .method(knock.method(), HttpRequest.BodyPublishers.noBody())
                    .header(knock.header(), knock.value())
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IllegalArgumentException e) {
            throw new IOException("this is no address: set url in " + OperationsSettings.PID + ".cfg", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Optional<Program> program(Actor caller) {
        for (Subscription subscription : broker.subscriptions(caller)) {
            if (!subscription.isUsable()) {
                continue;
            }
            for (Binding binding : bindings.bindings(caller, subscription.id())) {
                Optional<Program> program = program(caller, binding);
                if (program.isPresent()) {
                    return program;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Program> program(Actor caller, Binding binding) {
        if (binding.state() != Binding.State.ACTIVE) {
            return Optional.empty();
        }
        Optional<String> service = broker.catalogue().stream()
                .filter(offering -> offering.id().equals(binding.offering()))
                .map(Offering::name)
                .findFirst();
        return bindings.secret(caller, binding)
                .filter(secret -> secret.uri().isEmpty())
                .flatMap(secret -> service.map(
                        name -> new Program(binding.tenant(), name, basic(secret.username(), secret.password()))));
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private Optional<Instance> neighbour(Program program) {
        return hosting.instances().stream()
                .filter(Instance::serving)
                .filter(instance -> !instance.tenant().equals(program.tenant()))
                .findFirst();
    }
}
