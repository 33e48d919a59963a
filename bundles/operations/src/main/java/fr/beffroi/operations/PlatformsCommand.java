package fr.beffroi.operations;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Platforms;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

@Service
@Command(
        scope = "beffroi",
        name = "platforms",
        description = "Lists the declared platforms and the communes that each orders for.")
public final class PlatformsCommand implements Action {
    @Option(name = "--json", description = "For scripts.")
    private boolean json;

    @Reference
    private Platforms platforms;

    @Override
    public String execute() {
        Listing listing = new Listing("name", "title", "communes");
        for (Platform platform : platforms.all()) {
            listing.row(platform.name(), platform.title(), communes(platform));
        }
        return listing.text(json);
    }

    private static String communes(Platform platform) {
        return platform.communes()
                .map(some -> some.stream().map(Insee::code).sorted().collect(Collectors.joining(" ")))
                .orElse("all");
    }
}
