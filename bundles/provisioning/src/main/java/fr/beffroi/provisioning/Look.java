package fr.beffroi.provisioning;

import fr.beffroi.api.Insee;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.tenancy.Directory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in every target, at one moment. What a target doesn't tell is empty, and the target is named as unreachable.
 *
 * @param directory its branches, groups and programs
 * @param databases by address
 * @param instances by address
 * @param files by address
 * @param unreachable a sentence a target
 */
record Look(
        Optional<Entries> directory,
        Optional<TreeSet<String>> databases,
        Optional<Map<String, Instance>> instances,
        Optional<TreeSet<String>> files,
        List<String> unreachable) {
    private static final Logger LOG = LoggerFactory.getLogger(Look.class);

    /** What the directory has: names of branches, groups and programs as {@code insee/name}. */
    record Entries(TreeSet<String> branches, TreeSet<String> groups, TreeSet<String> programs) {}

    static Look at(Directory directory, TenantDatabases databases, Hosting hosting, Predicate<Insee> tenants) {
        List<String> unreachable = new ArrayList<>();
        return new Look(
                ask("directory", unreachable, () -> entries(directory, tenants)),
                ask("database", unreachable, () -> {
                    TreeSet<String> found = new TreeSet<>();
                    databases.list().forEach(one -> found.add(one.tenant() + "/" + one.service()));
                    return found;
                }),
                ask("instance", unreachable, () -> {
                    Map<String, Instance> found = new TreeMap<>();
                    hosting.instances().forEach(one -> found.put(one.tenant() + "/" + one.service(), one));
                    return found;
                }),
                ask("files", unreachable, () -> new TreeSet<>(hosting.filesFolders())),
                unreachable);
    }

    private static Entries entries(Directory directory, Predicate<Insee> tenants) {
        Entries entries = new Entries(new TreeSet<>(directory.branches()), new TreeSet<>(), new TreeSet<>());
        for (String branch : entries.branches()) {
            insee(branch).filter(tenants).ifPresent(tenant -> {
                directory.groups(tenant).forEach(group -> entries.groups().add(tenant + "/" + group));
                directory
                        .programs(tenant)
                        .forEach(program -> entries.programs().add(Expected.program(tenant, program)));
            });
        }
        return entries;
    }

    /** The commune of that code; empty when it can't be one. */
    static Optional<Insee> insee(String name) {
        try {
            return Optional.of(new Insee(name));
        } catch (RuntimeException noCode) {
            return Optional.empty();
        }
    }

    private static <T> Optional<T> ask(String target, List<String> unreachable, Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (RuntimeException cause) {
            LOG.warn("the target {} can't be inspected", target, cause);
            unreachable.add(target + " : " + Sentences.reason(cause));
            return Optional.empty();
        }
    }
}
