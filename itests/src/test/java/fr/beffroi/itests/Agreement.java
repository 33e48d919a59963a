package fr.beffroi.itests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether directory, data store and hosting hold what the journal says: as the house sees it, and as one sees it without the house. */
final class Agreement {
    private final RunningHouse house;
    private final Targets targets;
    private final Operations operations;

    Agreement(RunningHouse house, Targets targets, Operations operations) {
        this.house = house;
        this.targets = targets;
        this.operations = operations;
    }

    /** What doesn't agree, nothing when all does; for a moment in which nothing is under way. */
    List<String> disagreements() {
        List<String> found = new ArrayList<>();
        Map<String, String> standing = standing(found);
        Set<String> hosted = standing.keySet().stream()
                .filter(address -> address.endsWith("/actes"))
                .collect(Collectors.toCollection(TreeSet::new));
        compare("databases", hosted, targets.databases(house.data()), found);
        compare("folders of files", hosted, filesFolders(), found);
        directory(standing, found);
        instances(standing, found);
        journal(found);
        archives(found);
        JsonNode drift = operations.drift();
        if (!drift.path("findings").isEmpty() || !drift.path("unreachable").isEmpty()) {
            found.add("drift: " + drift);
        }
        RunningHouse.Run verify = house.launcher("verify");
        if (verify.exit() != 0) {
            found.add(verify.output());
        }
        return found;
    }

    /** What stands, by {@code 30036/actes}, with its state. */
    private Map<String, String> standing(List<String> found) {
        Map<String, String> standing = new TreeMap<>();
        for (JsonNode subscription : operations.subscriptions()) {
            String state = subscription.path("state").asText();
            String address = subscription.path("tenant").asText() + "/"
                    + subscription.path("offering").asText();
            if (state.equals("active") || state.equals("suspended")) {
                if (standing.put(address, state) != null) {
                    found.add(address + " stands twice");
                }
            } else if (!state.equals("closed") && !state.equals("failed")) {
                found.add(address + " is " + state);
            }
            if (!subscription.path("operation").path("leftovers").isEmpty()) {
                found.add("left over: " + subscription);
            }
        }
        return standing;
    }

    private Set<String> filesFolders() {
        return TenantFolders.with("files", house.data());
    }

    /** What is suspended has no group, and its instance and its programs no entry, until it is resumed. */
    private void directory(Map<String, String> standing, List<String> found) {
        targets.directory().ifPresent(held -> {
            Set<String> wanted = standing.entrySet().stream()
                    .filter(one -> one.getValue().equals("active"))
                    .map(Map.Entry::getKey)
                    .filter(address -> !address.endsWith("/registre"))
                    .collect(Collectors.toCollection(TreeSet::new));
            compare("groups", wanted, held.groups(), found);
            Set<String> hosted = wanted.stream()
                    .filter(address -> address.endsWith("/actes"))
                    .collect(Collectors.toCollection(TreeSet::new));
            compare("instances' log-ins", hosted, held.instances(), found);
            int programs = programsInForce();
            if (programs != held.programs()) {
                found.add("programs in the directory: " + held.programs() + ", not " + programs);
            }
        });
    }

    /** Bindings to the directory that were made, not ended, and whose subscription is in use. */
    private int programsInForce() {
        Map<String, Integer> bySubscription = new HashMap<>();
        Set<String> annuaires = new TreeSet<>();
        for (JsonNode subscription : operations.subscriptions()) {
            if (subscription.path("offering").asText().equals("annuaire")
                    && subscription.path("state").asText().equals("active")) {
                annuaires.add(subscription.path("id").asText());
            }
        }
        for (List<String> row : targets.ask(
                house.data(),
                "SELECT kind, body FROM journal_entry WHERE kind IN ('BindingOrdered', 'UnbindingOrdered') ORDER BY number")) {
            String subscription = parse(row.get(1)).path("subscription").asText();
            bySubscription.merge(subscription, row.get(0).equals("BindingOrdered") ? 1 : -1, Integer::sum);
        }
        return annuaires.stream()
                .mapToInt(subscription -> bySubscription.getOrDefault(subscription, 0))
                .sum();
    }

    private void instances(Map<String, String> standing, List<String> found) {
        Set<String> tenants = new TreeSet<>();
        operations
                .get("/api/v1/tenants")
                .path("tenants")
                .forEach(tenant -> tenants.add(tenant.path("insee").asText()));
        for (String tenant : tenants) {
            int wanted =
                    switch (standing.getOrDefault(tenant + "/actes", "gone")) {
                        case "active" -> 200;
                        case "suspended" -> 503;
                        default -> 404;
                    };
            int status = house.http().get("/t/" + tenant + "/actes/").status();
            if (status != wanted) {
                found.add("/t/" + tenant + "/actes/ answers " + status + ", not " + wanted);
            }
        }
    }

    /** Every operation was ordered once and has ended once, by itself or by an end that took over from it. */
    private void journal(List<String> found) {
        Map<String, List<String>> byOperation = new TreeMap<>();
        Map<String, String> unended = new TreeMap<>();
        for (List<String> row : targets.ask(house.data(), "SELECT kind, body FROM journal_entry ORDER BY number")) {
            String kind = row.get(0);
            JsonNode body = parse(row.get(1));
            String operation = body.path("operation").asText();
            if (operation.isEmpty()) {
                continue;
            }
            byOperation.computeIfAbsent(operation, none -> new ArrayList<>()).add(kind);
            String subject = body.path("subscription").asText() + " "
                    + body.path("binding").asText();
            if (kind.equals("SubscriptionOrdered") || kind.equals("BindingOrdered")) {
                unended.put(subject, operation);
            } else if (kind.equals("EndOrdered") || kind.equals("UnbindingOrdered")) {
                Optional.ofNullable(unended.remove(subject))
                        .ifPresent(given -> byOperation.get(given).add("OperationFailed"));
            } else if (kind.equals("OperationSucceeded") || kind.equals("OperationFailed")) {
                unended.values().remove(operation);
            }
        }
        byOperation.forEach((operation, kinds) -> {
            if (count(kinds, ".*Ordered") != 1
                    || count(kinds, "Operation(Succeeded|Failed)") != 1
                    || count(kinds, "ArchiveKept") > 1
                    || count(kinds, "DeletionCertified") > 1) {
                found.add("operation " + operation + ": " + kinds);
            }
        });
    }

    private static long count(List<String> kinds, String form) {
        return kinds.stream().filter(kind -> kind.matches(form)).count();
    }

    /** Each archive that the journal names lies there as it was written, and no other. */
    private void archives(List<String> found) {
        Map<String, String> wanted = new TreeMap<>();
        for (List<String> row : targets.ask(
                house.data(), "SELECT tenant, body FROM journal_entry WHERE kind = 'ArchiveKept' ORDER BY number")) {
            JsonNode body = parse(row.get(1));
            wanted.put(
                    row.get(0) + "/" + body.path("file").asText(),
                    body.path("sha256").asText());
        }
        Map<String, String> present = new TreeMap<>();
        Path archives = house.data().resolve("archives");
        if (Files.exists(archives)) {
            try (Stream<Path> files = Files.walk(archives)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    present.put(archives.relativize(file).toString(), Archives.sha256(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (!wanted.equals(present)) {
            found.add("archives: the journal names " + wanted + ", but there is " + present);
        }
    }

    private static JsonNode parse(String body) {
        try {
            return OsbClient.JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compare(String what, Set<String> wanted, Set<String> present, List<String> found) {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(present);
        Set<String> surplus = new TreeSet<>(present);
        surplus.removeAll(wanted);
        if (!missing.isEmpty() || !surplus.isEmpty()) {
            found.add(what + ": missing " + missing + ", too many " + surplus);
        }
    }
}
