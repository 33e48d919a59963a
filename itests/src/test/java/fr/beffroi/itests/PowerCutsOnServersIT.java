package fr.beffroi.itests;

import java.nio.file.Path;

/** On a real PostgreSQL and a real OpenLDAP, as an intercommunality runs it. */
class PowerCutsOnServersIT extends PowerCuts {
    @Override
    Targets targets(Path folder) {
        return new Targets.Servers(folder);
    }
}
