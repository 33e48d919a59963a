package fr.beffroi.rest;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Platform;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** {@code platforms/{name}.yaml}: a program that orders for all communes, or for some. */
final class PlatformFile {
    private static final String ALL = "all";

    private PlatformFile() {}

    static Optional<Platform> read(Fields fields, String fileName) {
        fields.only("name", "title", "communes");
        String name = fields.text("name");
        if (name != null && !name.equals(fileName)) {
            fields.wrong(
                    fields.line("name"),
                    "the file is named " + fileName + ".yaml, but the platform in it " + name + ".");
        }
        String title = fields.text("title");
        Optional<Set<Insee>> communes = fields.says("communes", ALL)
                ? Optional.empty()
                : Optional.of(new LinkedHashSet<>(fields.values("communes", Insee::new)));
        return fields.build(() -> new Platform(name, title, communes));
    }
}
