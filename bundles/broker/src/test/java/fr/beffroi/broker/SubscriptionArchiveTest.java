package fr.beffroi.broker;

import static fr.beffroi.broker.Counter.OPS;
import static fr.beffroi.broker.Counter.PLATFORM;
import static fr.beffroi.broker.Town.BERNIS;
import static fr.beffroi.broker.Town.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Order;
import fr.beffroi.api.Origin;
import fr.beffroi.store.Store;
import fr.beffroi.store.testing.OnBothStores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class SubscriptionArchiveTest {
    @TempDir
    private Path folder;

    @OnBothStores
    void aCommuneTakesWithItWhatItOrdered(Store store) throws Exception {
        try (Counter counter = Counter.open(store)) {
            Manner manner = new Manner(true, Optional.of(new Origin("cloudfoundry", Map.of("user_id", "dupont"))));
            counter.broker.order(PLATFORM, Counter.actesFor("s-1", NIMES), manner);
            counter.done("s-1", "directory");
            counter.succeed("s-1");
            counter.active("s-2", BERNIS);
            Bindings bindings = counter.bindings(Files.createDirectory(folder.resolve("data")));
            Order.Bind order =
                    new Order.Bind("s-1", "b-1", Optional.empty(), Map.of("app_guid", "guichet"), Optional.empty());
            String password = bindings.secret(
                            OPS, bindings.bind(OPS, order, Manner.PLAIN).binding())
                    .orElseThrow()
                    .password();

            Path empty = Files.createDirectory(folder.resolve("empty"));
            SubscriptionArchive archive = new SubscriptionArchive(counter.register);
            archive.export(NIMES, "stockage-id", empty);
            assertEquals(0, empty.toFile().list().length, "nothing, when there is nothing");
            archive.export(NIMES, "actes-id", empty);
            String text = Files.readString(empty.resolve("subscriptions.json"));
            assertFalse(text.contains(password));
            JsonNode all = Json.tree(text).orElseThrow();
            assertEquals(1, all.size());
            JsonNode one = all.get(0);
            assertEquals("s-1", one.path("id").asText());
            assertEquals(3, one.path("parameters").path("delay").asInt());
            assertEquals(2, one.path("operations").size());
            assertEquals("SUBSCRIBE", one.at("/operations/0/kind").asText());
            assertEquals(
                    "dupont", one.at("/operations/0/origin/identity/user_id").asText());
            assertEquals("directory", one.at("/operations/0/steps/0/name").asText());
            assertEquals(
                    MovingClock.START.toString(),
                    one.at("/operations/0/steps/0/at").asText());
            assertEquals("guichet", one.at("/bindings/0/content/app_guid").asText());
        }
    }
}
