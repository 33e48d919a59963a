package fr.beffroi.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One house for many short tests of the Open Service Broker API: each takes communes that nobody uses, and whatever it made is ended
 * after it. A call of an operation can be held, so that what happens in its middle is no matter of luck.
 */
final class ContractHouse implements AutoCloseable {
    private static final String AUTUMN = "2026-10-01T06:00:00Z";

    private final RunningHouse house;
    private final Barrier barrier;
    private final List<String> communes;
    private final Set<String> made = new LinkedHashSet<>();
    private final Set<String> held = new LinkedHashSet<>();
    private int taken;
    private int ids;

    final Operations operations;
    final OsbClient platform;
    final OsbClient scoped;

    ContractHouse(Path folder) {
        Town town = Town.in(folder.resolve("town"), Town.VERSION, List.of(Town.OTHER_VERSION, Town.BROKEN_VERSION));
        communes = town.communes();
        Distribution distribution = Distribution.copy(folder.resolve("distribution"))
                .withCheckpoints()
                .withOtherVersion()
                .withBrokenService()
                .withALaneForEach(communes)
                .set("fr.beffroi.provisioning", "retries", "1");
        house = RunningHouse.start(
                distribution,
                folder.resolve("data"),
                Map.of(
                        "BEFFROI_DEMONSTRATION",
                        "true",
                        "BEFFROI_DEMONSTRATION_START",
                        AUTUMN,
                        "BEFFROI_LDAP_EMBEDDED_PORT",
                        Integer.toString(RunningHouse.freePort())));
        town.apply(house);
        barrier = new Barrier(house.data());
        operations = new Operations(house);
        platform = OsbClient.of(house.address(), house.credentials().of("platform"));
        scoped = OsbClient.of(house.address(), operations.platform(Town.SCOPED_PLATFORM));
    }

    /**
     * An instance in use.
     *
     * @param id as it was ordered, not encoded
     */
    record Made(String id, String insee, Town.Service service, String plan) {
        String path() {
            return instance(id);
        }

        String binding(String name) {
            return path() + "/service_bindings/" + OsbClient.encoded(name);
        }

        /** The query of a DELETE. */
        String ids() {
            return service.ids(plan);
        }
    }

    static String instance(String id) {
        return "/v2/service_instances/" + OsbClient.encoded(id);
    }

    RunningHouse running() {
        return house;
    }

    /** A commune that has nothing. */
    String commune() {
        String next = communes.get(taken++ % communes.size());
        // That one is the scoped platform's.
        return next.equals(Town.ITS_COMMUNE) ? commune() : next;
    }

    /** An id that was never used; what is made under it is ended after the test. */
    String id() {
        String id = "instance-" + ++ids;
        made.add(id);
        return id;
    }

    /** Has an id of the test's own ended after it. */
    String id(String chosen) {
        made.add(chosen);
        return chosen;
    }

    Made make(Town.Service service) {
        return make(service, service.plan(), commune(), id());
    }

    Made make(Town.Service service, String plan, String insee, String id) {
        platform.put(instance(id) + "?accepts_incomplete=true", service.order(insee, plan))
                .expect(201, 202);
        Made instance = new Made(id, insee, service, plan);
        awaitSuccess(instance.path());
        return instance;
    }

    /** A binding in force, and its credentials. */
    JsonNode bind(Made instance, String name) {
        platform.put(instance.binding(name) + "?accepts_incomplete=true", body(instance))
                .expect(201, 202);
        awaitSuccess(instance.binding(name));
        return platform.get(instance.binding(name)).expect(200).json().path("credentials");
    }

    /** The body of a PUT for a binding. */
    ObjectNode body(Made instance) {
        return OsbClient.JSON
                .createObjectNode()
                .put("service_id", instance.service().id())
                .put("plan_id", instance.plan());
    }

    /** What logs in with a binding of an instance. */
    Publisher publisher(JsonNode credentials) {
        return new Publisher(
                credentials.path("uri").asText(),
                credentials.path("username").asText(),
                credentials.path("password").asText());
    }

    /** Polls until the end, as a platform does. */
    String awaitEnd(String path) {
        List<String> states = new ArrayList<>();
        RunningHouse.await("the operation of " + path + " has ended", () -> {
            states.add(platform.get(path + "/last_operation")
                    .expect(200)
                    .json()
                    .path("state")
                    .asText());
            return !states.get(states.size() - 1).equals("in progress");
        });
        return states.get(states.size() - 1);
    }

    void awaitSuccess(String path) {
        if (!awaitEnd(path).equals("succeeded")) {
            throw new AssertionError(platform.get(path + "/last_operation"));
        }
    }

    /** Holds the next such call of a commune; see {@link fr.beffroi.itests.checkpoints}. */
    void hold(String insee, String call) {
        held.add(insee);
        barrier.arm(insee, new Point("before", 1, call));
    }

    void awaitHeld(String insee) {
        barrier.awaitReached(insee);
    }

    void release(String insee) {
        barrier.release(insee);
        held.remove(insee);
    }

    /** An instance whose creation is held in its middle. */
    Made held(Town.Service service) {
        Made instance = new Made(id(), commune(), service, service.plan());
        hold(instance.insee(), "Directory.openGroup");
        platform.put(instance.path() + "?accepts_incomplete=true", service.order(instance.insee()))
                .expect(202);
        awaitHeld(instance.insee());
        return instance;
    }

    /** Everything about everybody, to see that nothing changed. */
    String everything() {
        return operations.subscriptions() + " " + operations.get("/api/v1/tenants");
    }

    /** Ends what a test has made. */
    void tidy() {
        List.copyOf(held).forEach(this::release);
        for (String id : made) {
            RunningHouse.await("the last work on " + id + " has ended", () -> !isUnderWay(id));
            if (stands(id)) {
                operations.end(id).expect(200, 202);
            }
        }
        for (String id : made) {
            RunningHouse.await(id + " has ended", () -> !isUnderWay(id));
            if (stands(id)) {
                throw new AssertionError(operations.subscription(id));
            }
        }
        made.clear();
    }

    private boolean isUnderWay(String id) {
        boolean ofBindings = false;
        if (stands(id)) {
            for (JsonNode binding : operations
                    .get("/api/v1/subscriptions/" + OsbClient.encoded(id) + "/bindings")
                    .path("bindings")) {
                ofBindings |= binding.path("operation").path("state").asText().equals("in-progress");
            }
        }
        return ofBindings
                || operations
                        .subscription(id)
                        .path("operation")
                        .path("state")
                        .asText()
                        .equals("in-progress");
    }

    private boolean stands(String id) {
        return switch (operations.subscription(id).path("state").asText()) {
            case "", "closed" -> false;
            case "failed" ->
                !operations.subscription(id).path("operation").path("leftovers").isEmpty();
            default -> true;
        };
    }

    @Override
    public void close() {
        house.close();
    }
}
