package fr.beffroi.provisioning;

import fr.beffroi.api.ArchivePart;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The rooms that put something into every archive, as they come and go. Safe for use by many threads. */
@Component(service = ArchiveParts.class, configurationPid = "fr.beffroi.provisioning")
public final class ArchiveParts {
    private final Set<String> required = new TreeSet<>();
    private final List<ArchivePart> present = new CopyOnWriteArrayList<>();

    @Activate
    public ArchiveParts(Settings settings) {
        for (String name : settings.archiveParts().split(",")) {
            if (!name.isBlank()) {
                required.add(name.strip());
            }
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addPart(ArchivePart part) {
        present.add(part);
    }

    public void removePart(ArchivePart part) {
        present.remove(part);
    }

    /**
     * Every part, by name.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE} when one is missing that no archive is whole without
     */
    List<ArchivePart> whole() {
        List<ArchivePart> parts = List.copyOf(present);
        Set<String> missing = new TreeSet<>(required);
        parts.forEach(part -> missing.remove(part.name()));
        if (!missing.isEmpty()) {
            throw new Refusal(
                    Reason.UNAVAILABLE,
                    "These parts of the archive can't be had now, because their rooms don't run: "
                            + String.join(", ", missing) + ".");
        }
        return parts.stream().sorted(Comparator.comparing(ArchivePart::name)).toList();
    }
}
