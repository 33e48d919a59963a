package fr.beffroi.launcher.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import fr.beffroi.launcher.Disagreement;
import fr.beffroi.launcher.Login;
import fr.beffroi.launcher.ProgressBar;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A month goes by: agents publish, visitors read, the other services send their readings. */
final class Use implements Chapter {
    private long readings;

    @Override
    public String title() {
        return "Le mois d'" + Month.inWords() + " passe, jour après jour";
    }

    @Override
    public String play(Stage stage) {
        givePasswords(stage);
        List<LocalDate> days = Month.days();
        try (ProgressBar bar = stage.terminal.progress("jours", days.size())) {
            for (LocalDate day : days) {
                stage.moveClockTo(Month.morning(day));
                for (Commune commune : stage.subscribers) {
                    publish(stage, commune, day);
                    view(stage, commune, day, days.size());
                }
                send(stage, Readings.ofDay(day, stage.subscriptions));
                bar.step();
            }
        }
        sendAgain(stage, Readings.ofDay(days.get(0), stage.subscriptions));
        checkPages(stage);
        awaitCounted(stage, "acts-published", sum(stage.acts));
        awaitCounted(stage, "page-views", sum(stage.views));
        return Figures.whole(sum(stage.acts)) + " actes publiés par " + stage.agents.size() + " agents, "
                + Figures.whole(sum(stage.views)) + " pages lues, " + Figures.whole(readings)
                + " relevés reçus d'autres services, chacun compté une fois.";
    }

    private static void givePasswords(Stage stage) {
        ExecutorService two = Executors.newFixedThreadPool(2); // a password is slow to hash, on purpose
        try (ProgressBar bar = stage.terminal.progress("mots de passe d'agents", stage.subscribers.size())) {
            Map<Commune, Future<Login>> asked = new LinkedHashMap<>();
            for (Commune commune : stage.subscribers) {
                asked.put(commune, two.submit(() -> stage.renewPassword(commune, stage.uid(commune, "agent"))));
            }
            for (Map.Entry<Commune, Future<Login>> entry : asked.entrySet()) {
                stage.agents.put(entry.getKey().insee(), result(entry.getValue()));
                bar.step();
            }
        } finally {
            two.shutdownNow();
        }
    }

    private static Login result(Future<Login> asked) {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Disagreement disagreement ? disagreement : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Disagreement("Interrompu.", e);
        }
    }

    /** On working days; none of the month's acts is left for a Sunday. */
    private static void publish(Stage stage, Commune commune, LocalDate day) {
        List<LocalDate> workdays = Month.workdays();
        int workday = workdays.indexOf(day);
        if (workday < 0) {
            return;
        }
        int before = share(stage.scale.actsOf(commune), workday, workdays.size());
        int after = share(stage.scale.actsOf(commune), workday + 1, workdays.size());
        Login agent = stage.agents.get(commune.insee());
        for (int rank = before + 1; rank <= after; rank++) {
            Act act = Act.of(commune, rank, day);
            stage.publish(agent, commune.pages(), act).expect(201);
            stage.count(act);
        }
    }

    private void view(Stage stage, Commune commune, LocalDate day, int days) {
        int before = share(stage.scale.views(), day.getDayOfMonth() - 1, days);
        int after = share(stage.scale.views(), day.getDayOfMonth(), days);
        for (int i = before; i < after; i++) {
            stage.view(commune);
        }
    }

    /** So many things spread evenly over the month: how many have happened by the end of that day. */
    private static int share(int all, int day, int days) {
        return all * day / days;
    }

    private void send(Stage stage, ArrayNode batch) {
        requireAll(post(stage, batch), "accepted");
        readings += batch.size();
    }

    /** As a service does that isn't sure whether its batch arrived. */
    private static void sendAgain(Stage stage, ArrayNode batch) {
        requireAll(post(stage, batch), "duplicate");
    }

    private static void requireAll(JsonNode receipts, String outcome) {
        for (JsonNode receipt : receipts) {
            if (!receipt.path("outcome").asText().equals(outcome)) {
                throw new Disagreement("Un relevé devait être « " + outcome + " », mais la réponse est : " + receipt);
            }
        }
    }

    /** Services count without making their users wait, so the last readings may be on their way for a moment. */
    static void awaitCounted(Stage stage, String meter, long expected) {
        Operations.until("que tout soit compté sur " + meter, () -> {
            long counted = 0;
            for (JsonNode total : stage.house
                    .get(stage.operations, "/api/v1/usage/totals?offering=actes&meter=" + meter)
                    .expect(200)
                    .json()
                    .path("totals")) {
                counted += total.path("quantity").decimalValue().longValueExact();
            }
            return counted == expected ? Optional.empty() : Optional.of(counted + " sur " + expected);
        });
    }

    static long sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToLong(Integer::longValue).sum();
    }

    private static JsonNode post(Stage stage, ArrayNode batch) {
        byte[] body = batch.toString().getBytes(StandardCharsets.UTF_8);
        return stage.house
                .post(stage.operations, "/api/v1/readings", Readings.CONTENT_TYPE, body)
                .expect(200)
                .json()
                .path("receipts");
    }

    private static void checkPages(Stage stage) {
        for (Commune commune : stage.subscribers) {
            String last = Act.of(commune, stage.acts.get(commune.insee()), Month.PERIOD.atEndOfMonth())
                    .number();
            if (!stage.view(commune).contains(last)) {
                throw new Disagreement("L'acte " + last + " n'est pas sur la page " + commune.pages() + ".");
            }
        }
    }
}
