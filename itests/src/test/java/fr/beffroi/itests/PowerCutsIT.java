package fr.beffroi.itests;

import java.nio.file.Path;

/** With what the product brings along: SQLite in the data folder, and the embedded directory. */
class PowerCutsIT extends PowerCuts {
    @Override
    Targets targets(Path folder) {
        return new Targets.Embedded();
    }
}
