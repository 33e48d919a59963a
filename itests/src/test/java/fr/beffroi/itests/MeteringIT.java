package fr.beffroi.itests;

import java.util.Map;

/** With what the product brings along: SQLite in the data folder. */
class MeteringIT extends KilledIntake {
    @Override
    Map<String, String> dataStore() {
        return Map.of();
    }
}
