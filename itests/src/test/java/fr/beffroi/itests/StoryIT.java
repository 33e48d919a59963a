package fr.beffroi.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** With what the product brings along: SQLite in the data folder, and the embedded directory. */
class StoryIT extends MonthOfTheHouse {
    @Override
    Map<String, String> dataStore() {
        return Map.of();
    }

    @Override
    Connection dataStore(Path data) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("beffroi.db"));
    }

    /** Last, for its database doesn't come back. */
    @Test
    @Order(7)
    void theLogSaysWhoseInstanceLostItsDatabase() throws IOException {
        String insee = StreamSupport.stream(
                        json("/api/v1/subscriptions").path("subscriptions").spliterator(), false)
                .filter(one -> one.path("address").asText().endsWith("/actes/")
                        && one.path("state").asText().equals("active"))
                .map(one -> one.path("tenant").asText())
                .findFirst()
                .orElseThrow();
        Files.delete(house().data().resolve("tenants/" + insee + "/actes/data.db"));

        assertEquals(503, house().http().get("/t/" + insee + "/actes/").status());

        Pattern itsLine = Pattern.compile(" ERROR \\[[^]]+] instance\\." + insee + "\\.actes \\[" + insee
                + "/actes] - The database doesn't answer as it should");
        Pattern lineOfTheHouse =
                Pattern.compile(" fr\\.beffroi\\.store\\.internal\\.StoreOpener - The data store is open");
        RunningHouse.await("the log says whose line it is, if it is anybody's", () -> {
            String log = log();
            return itsLine.matcher(log).find() && lineOfTheHouse.matcher(log).find();
        });
    }

    private String log() {
        try {
            return Files.readString(house().data().resolve("log/beffroi.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
