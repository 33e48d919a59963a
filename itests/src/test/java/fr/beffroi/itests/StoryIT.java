package fr.beffroi.itests;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

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
}
