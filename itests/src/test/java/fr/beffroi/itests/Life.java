package fr.beffroi.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** One commune's use of one service, ordered as a platform and operations do. Belongs to one thread at a time. */
final class Life {
    private final String insee;
    private final Town.Service service;
    private final OsbClient platform;
    private final Operations operations;

    private int subscriptions;
    private int bindings;
    private int changes;
    private String version = Town.VERSION;
    private boolean bound;

    Life(String insee, Town.Service service, OsbClient platform, Operations operations) {
        this.insee = insee;
        this.service = service;
        this.platform = platform;
        this.operations = operations;
    }

    /** What is asked for. */
    enum Wish {
        SUBSCRIBE,
        CHANGE,
        UPGRADE,
        SUSPEND,
        RESUME,
        BIND,
        UNBIND,
        UNSUBSCRIBE
    }

    /** How things stand when nothing is under way. */
    enum State {
        GONE,
        ACTIVE,
        SUSPENDED
    }

    String insee() {
        return insee;
    }

    Town.Service service() {
        return service;
    }

    /** The id of the subscription, a new one for each that is made. */
    String id() {
        return service.name() + "-" + insee + "-" + subscriptions;
    }

    String instance() {
        return "/v2/service_instances/" + id();
    }

    private String binding() {
        return instance() + "/service_bindings/programme-" + bindings;
    }

    /** Whether a program has access. */
    boolean isBound() {
        return bound;
    }

    /** Chooses what {@link #ask} will ask for, however often it does. */
    void choose(Wish wish) {
        switch (wish) {
            case SUBSCRIBE -> {
                subscriptions++;
                version = Town.VERSION;
            }
            case BIND -> bindings++;
            case CHANGE -> changes++;
            case UPGRADE -> version = version.equals(Town.VERSION) ? Town.OTHER_VERSION : Town.VERSION;
            default -> {
                // There is nothing to choose.
            }
        }
    }

    /** @return the status of the answer */
    int ask(Wish wish) {
        return switch (wish) {
            case SUBSCRIBE ->
                platform.put(instance() + "?accepts_incomplete=true", service.order(insee))
                        .status();
            case CHANGE ->
                platform.patch(instance() + "?accepts_incomplete=true", changed())
                        .status();
            case UPGRADE -> operations.run(id(), version).status();
            case SUSPEND -> operations.suspend(id()).status();
            case RESUME -> operations.resume(id()).status();
            case BIND ->
                platform.put(binding() + "?accepts_incomplete=true", service.binding())
                        .status();
            case UNBIND ->
                platform.delete(binding() + "?accepts_incomplete=true&" + service.ids())
                        .status();
            case UNSUBSCRIBE ->
                platform.delete(instance() + "?accepts_incomplete=true&" + service.ids())
                        .status();
        };
    }

    private ObjectNode changed() {
        ObjectNode body = OsbClient.JSON.createObjectNode().put("service_id", service.id());
        body.putObject("parameters").put("accent", accent());
        return body;
    }

    private String accent() {
        return "couleur " + changes;
    }

    boolean isUnderWay(Wish wish) {
        if (wish == Wish.BIND || wish == Wish.UNBIND) {
            return platform.get(binding() + "/last_operation")
                    .json()
                    .path("state")
                    .asText()
                    .equals("in progress");
        }
        return operations
                .subscription(id())
                .path("operation")
                .path("state")
                .asText()
                .equals("in-progress");
    }

    /** Takes note that what was asked for has ended, and how: true when it is as it was wished. */
    boolean hasCome(Wish wish) {
        switch (wish) {
            case BIND -> {
                bound = platform.get(binding()).status() == 200;
                return bound;
            }
            case UNBIND -> {
                bound = platform.get(binding()).status() == 200;
                return !bound;
            }
            case UNSUBSCRIBE -> {
                bound = false;
                return state() == State.GONE;
            }
            case SUSPEND -> {
                return state() == State.SUSPENDED;
            }
            case CHANGE -> {
                return state() == State.ACTIVE
                        && platform.get(instance())
                                .json()
                                .path("parameters")
                                .path("accent")
                                .asText()
                                .equals(accent());
            }
            case UPGRADE -> {
                return state() == State.ACTIVE
                        && operations
                                .subscription(id())
                                .path("version")
                                .asText()
                                .equals(version);
            }
            default -> {
                return state() == State.ACTIVE;
            }
        }
    }

    State state() {
        JsonNode subscription = operations.subscription(id());
        return switch (subscription.path("state").asText()) {
            case "active" -> State.ACTIVE;
            case "suspended" -> State.SUSPENDED;
            // Ended, or never ordered.
            case "closed", "" -> State.GONE;
            default -> throw new AssertionError(subscription);
        };
    }

    /** From asking to the end. */
    void fulfil(Wish wish) {
        choose(wish);
        int status = ask(wish);
        if (status >= 300) {
            throw new AssertionError(wish + " of " + id() + " was answered " + status);
        }
        RunningHouse.await(wish + " of " + id() + " has ended", () -> !isUnderWay(wish));
        if (!hasCome(wish)) {
            throw new AssertionError(wish + " of " + id() + ": " + operations.subscription(id()));
        }
    }

    /** Brings it to where it shall be, by whatever has to be done for that. */
    void settle(State wanted, boolean wantedBound) {
        Optional<Wish> next = next(state(), wanted, wantedBound);
        while (next.isPresent()) {
            fulfil(next.get());
            next = next(state(), wanted, wantedBound);
        }
    }

    private Optional<Wish> next(State now, State wanted, boolean wantedBound) {
        if (wanted == State.GONE) {
            return now == State.GONE ? Optional.empty() : Optional.of(Wish.UNSUBSCRIBE);
        }
        if (now == State.GONE) {
            return Optional.of(Wish.SUBSCRIBE);
        }
        if (bound != wantedBound) {
            Wish bindingsWish = bound ? Wish.UNBIND : Wish.BIND;
            return Optional.of(now == State.SUSPENDED ? Wish.RESUME : bindingsWish);
        }
        if (now == wanted) {
            return Optional.empty();
        }
        return Optional.of(wanted == State.SUSPENDED ? Wish.SUSPEND : Wish.RESUME);
    }
}
