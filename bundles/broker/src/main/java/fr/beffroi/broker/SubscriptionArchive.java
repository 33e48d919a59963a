package fr.beffroi.broker;

import fr.beffroi.api.ArchivePart;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Subscription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a commune ordered, for the archive it takes with it. */
@Component
public final class SubscriptionArchive implements ArchivePart {
    private final Register register;

    @Activate
    public SubscriptionArchive(@Reference Register register) {
        this.register = register;
    }

    @Override
    public String name() {
        return "subscription";
    }

    @Override
    public String description() {
        return "subscriptions.json : ce que la commune a commandé pour ce service (formule, paramètres), les opérations"
                + " et leurs étapes, les raccordements de ses logiciels (sans les secrets). JSON, UTF-8, heures UTC.";
    }

    @Override
    public void export(Insee tenant, String offering, Path folder) throws IOException {
        List<Map<String, Object>> subscriptions = register.read(sql -> register.lives(sql, tenant).stream()
                .filter(life -> life.subscription().offering().equals(offering))
                .map(life -> subscription(sql, life))
                .toList());
        if (!subscriptions.isEmpty()) {
            Json.writeTo(folder.resolve("subscriptions.json"), subscriptions);
        }
    }

    private Map<String, Object> subscription(Handle sql, Life life) {
        Subscription one = life.subscription();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", one.id());
        values.put("commune", one.tenant().code());
        values.put("service", one.offering());
        values.put("plan", one.plan());
        values.put("version", one.version());
        values.put("state", one.state());
        values.put("orderedAt", text(one.orderedAt()));
        values.put("parameters", one.parameters());
        values.put("context", one.context());
        values.put(
                "operations",
                register.operations(sql, life).stream()
                        .map(operation -> operation(sql, operation))
                        .toList());
        values.put(
                "bindings",
                register.bonds(sql, life).stream()
                        .map(bond -> binding(bond.binding()))
                        .toList());
        return values;
    }

    private Map<String, Object> operation(Handle sql, Operation one) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", one.id());
        values.put("binding", one.binding());
        values.put("kind", one.kind());
        values.put("state", one.state());
        values.put("description", one.description());
        values.put("startedAt", text(one.startedAt()));
        values.put("endedAt", one.endedAt().map(SubscriptionArchive::text));
        values.put(
                "origin",
                register.origin(sql, one.id())
                        .map(origin -> Map.of("platform", origin.platform(), "identity", origin.identity())));
        values.put(
                "steps",
                one.steps().stream()
                        .map(step -> Map.of("name", step.name(), "undone", step.undone(), "at", text(step.at())))
                        .toList());
        values.put("leftovers", one.leftovers());
        return values;
    }

    private static Map<String, Object> binding(Binding one) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", one.id());
        values.put("plan", one.plan());
        values.put("credential", one.credential());
        values.put("state", one.state());
        values.put("orderedAt", text(one.orderedAt()));
        values.put("expiresAt", one.expiresAt().map(SubscriptionArchive::text));
        values.put("predecessor", one.predecessor());
        values.put("content", one.content());
        return values;
    }

    private static String text(Instant moment) {
        return moment.toString();
    }
}
