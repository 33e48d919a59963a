package fr.beffroi.provisioning;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.hosting.Unhealthy;
import fr.beffroi.hosting.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Instances live as long as the house, their files longer. */
final class TestHosting implements Hosting {
    private final World world;
    private final Life life;
    private final Map<String, Instance> instances;
    private final Set<String> suspended;

    /**
     * @param instances that run, by address
     * @param suspended addresses that say that they are suspended
     */
    TestHosting(World world, Life life, Map<String, Instance> instances, Set<String> suspended) {
        this.world = world;
        this.life = life;
        this.instances = instances;
        this.suspended = suspended;
    }

    @Override
    public void open(Blueprint blueprint) {
        Insee tenant = blueprint.commune().insee();
        String service = blueprint.offering().name();
        Instance wanted =
                new Instance(tenant, service, blueprint.version(), blueprint.parameters(), Instance.State.CLOSED);
        life.act(tenant, "open", () -> {
            Instance running = instances.get(key(tenant, service));
            if (running == null
                    || !running.version().equals(wanted.version())
                    || !running.parameters().equals(wanted.parameters())) {
                // As the real one does: the old one is gone when the new one doesn't start.
                instances.remove(key(tenant, service));
                world.mayFail("open " + wanted.version());
                instances.put(key(tenant, service), wanted);
            }
            world.files.add(key(tenant, service));
        });
    }

    @Override
    public void place(Blueprint blueprint) {
        open(blueprint);
        check(blueprint.commune().insee(), blueprint.offering().name());
    }

    @Override
    public void restart(Insee tenant, String service) {
        life.act(tenant, "restart", () -> running(tenant, service));
    }

    @Override
    public void check(Insee tenant, String service) {
        life.act(tenant, "check", () -> {
            world.mayFail("check " + running(tenant, service).version());
            put(tenant, service, Instance.State.SERVING);
            suspended.remove(key(tenant, service));
        });
    }

    @Override
    public void withdraw(Insee tenant, String service) {
        life.act(tenant, "withdraw", () -> put(tenant, service, Instance.State.CLOSED));
    }

    @Override
    public void suspend(Insee tenant, String service) {
        life.act(tenant, "suspend", () -> {
            put(tenant, service, Instance.State.SUSPENDED);
            suspended.add(key(tenant, service));
        });
    }

    private Instance running(Insee tenant, String service) {
        return Optional.ofNullable(instances.get(key(tenant, service)))
                .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "No instance runs for " + tenant + "."));
    }

    private void put(Insee tenant, String service, Instance.State state) {
        Instance one = running(tenant, service);
        instances.put(key(tenant, service), new Instance(tenant, service, one.version(), one.parameters(), state));
    }

    @Override
    public void export(Insee tenant, String service, Path folder) throws IOException {
        if (running(tenant, service).serving()) {
            throw new IllegalStateException("exported while somebody can still publish");
        }
        Files.writeString(folder.resolve("actes.csv"), "numéro;objet\n1;budget\n");
        life.act(tenant, "export", () -> {});
        Files.writeString(folder.resolve("README.txt"), "Les actes.");
    }

    @Override
    public void close(Insee tenant, String service) {
        life.act(tenant, "close", () -> {
            instances.remove(key(tenant, service));
            suspended.remove(key(tenant, service));
        });
    }

    @Override
    public void dropFiles(Insee tenant, String service) {
        life.act(tenant, "dropFiles", () -> world.files.remove(key(tenant, service)));
    }

    @Override
    public List<Instance> instances() {
        return List.copyOf(instances.values());
    }

    @Override
    public List<Unhealthy> unhealthy() {
        return List.copyOf(world.unhealthy.values());
    }

    @Override
    public List<Use> uses() {
        List<Use> uses = List.copyOf(world.uses.values());
        world.watched.incrementAndGet();
        return uses;
    }

    @Override
    public List<String> filesFolders() {
        return List.copyOf(world.files);
    }

    private static String key(Insee tenant, String service) {
        return tenant + "/" + service;
    }
}
