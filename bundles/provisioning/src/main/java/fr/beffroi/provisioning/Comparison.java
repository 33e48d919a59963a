package fr.beffroi.provisioning;

import fr.beffroi.api.Commune;
import fr.beffroi.api.Communes;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Inspection.Finding;
import fr.beffroi.api.Inspection.Finding.Kind;
import fr.beffroi.hosting.Hosting;
import fr.beffroi.hosting.Instance;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.tenancy.Directory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Holds what stands in every target against what the register says. The register is read before and after the look: what changed
 * meanwhile says nothing. Safe for use by many threads.
 */
final class Comparison {
    private final Works works;
    private final Programs programs;
    private final Communes communes;
    private final Directory directory;
    private final TenantDatabases databases;
    private final Hosting hosting;
    private final InstanceStep instances;

    Comparison(
            Works works,
            Programs programs,
            Communes communes,
            Directory directory,
            TenantDatabases databases,
            Hosting hosting,
            InstanceStep instances) {
        this.works = works;
        this.programs = programs;
        this.communes = communes;
        this.directory = directory;
        this.databases = databases;
        this.hosting = hosting;
        this.instances = instances;
    }

    /**
     * What was found.
     *
     * @param drifts in the order in which they are to be mended
     * @param unreachable targets that didn't answer
     */
    record Result(List<Drift> drifts, List<String> unreachable) {}

    /** @param tenant the only commune to be looked at; empty for all */
    Result of(Optional<Insee> tenant) {
        Expected before = expected(tenant);
        Look look = Look.at(
                directory,
                databases,
                hosting,
                one -> tenant.isEmpty() || tenant.get().equals(one));
        Expected expected = before.and(expected(tenant));
        Search search = new Search(tenant, expected);
        look.directory().ifPresent(search::directory);
        look.databases().ifPresent(search::databases);
        look.instances().ifPresent(search::instances);
        look.files().ifPresent(search::files);
        return new Result(search.drifts, look.unreachable());
    }

    private Expected expected(Optional<Insee> tenant) {
        return Expected.of(
                works.all().stream()
                        .filter(work -> tenant.isEmpty() || work.tenant().equals(tenant.get()))
                        .toList(),
                programs);
    }

    private final class Search {
        private final Optional<Insee> only;
        private final Expected expected;
        private final List<Drift> drifts = new ArrayList<>();

        Search(Optional<Insee> only, Expected expected) {
            this.only = only;
            this.expected = expected;
        }

        void directory(Look.Entries found) {
            Set<Insee> residents = communes.all().stream().map(Commune::insee).collect(Collectors.toSet());
            Map<String, Work> groups = expected.services().entrySet().stream()
                    .filter(service -> DirectoryStep.isOpen(service.getValue()))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            branches(found, residents, groups.values());
            // Whose branch is too much, its groups and programs go with it.
            for (String group : differing(groups.keySet(), found.groups())) {
                Insee tenant = tenantOf(group);
                String service = nameIn(group);
                if (groups.containsKey(group)) {
                    add(
                            "directory",
                            group,
                            Kind.MISSING,
                            Sentences.groupMissing(tenant, service),
                            () -> directory.openGroup(tenant, service));
                } else if (residents.contains(tenant)) {
                    add(
                            "directory",
                            group,
                            Kind.SURPLUS,
                            Sentences.groupSurplus(tenant, service),
                            () -> directory.closeGroup(tenant, service));
                }
            }
            for (String program : differing(expected.programs().keySet(), found.programs())) {
                Insee tenant = tenantOf(program);
                String credential = nameIn(program);
                Expected.Program due = expected.programs().get(program);
                if (due != null) {
                    add(
                            "directory",
                            program,
                            Kind.MISSING,
                            due.binding().isPresent()
                                    ? Sentences.programMissing(tenant, credential)
                                    : Sentences.logInMissing(tenant, due.work().service()),
                            () -> due.binding()
                                    .ifPresentOrElse(
                                            binding -> programs.open(due.work(), binding),
                                            () -> directory.openInstance(
                                                    tenant, due.work().service())));
                } else if (residents.contains(tenant)) {
                    add(
                            "directory",
                            program,
                            Kind.SURPLUS,
                            Sentences.programSurplus(tenant, credential),
                            () -> directory.closeProgram(tenant, credential));
                }
            }
        }

        private void branches(Look.Entries found, Set<Insee> residents, Collection<Work> withGroup) {
            Set<Insee> due = new HashSet<>();
            withGroup.forEach(work -> due.add(work.tenant()));
            expected.programs()
                    .values()
                    .forEach(program -> due.add(program.work().tenant()));
            for (Insee tenant : due) {
                if (!found.branches().contains(tenant.code())) {
                    add(
                            "directory",
                            tenant.code(),
                            Kind.MISSING,
                            Sentences.branchMissing(tenant.code()),
                            () -> directory.openBranch(tenant));
                }
            }
            for (String branch : found.branches()) {
                Optional<Insee> tenant = Look.insee(branch);
                if (tenant.isEmpty() || communes.find(tenant.get()).isEmpty()) {
                    name("directory", branch, Sentences.branchUnknown(branch));
                } else if (!residents.contains(tenant.get())) {
                    add(
                            "directory",
                            branch,
                            Kind.SURPLUS,
                            Sentences.branchSurplus(branch),
                            () -> directory.closeBranch(tenant.get()));
                }
            }
        }

        void databases(Set<String> found) {
            for (String address : differing(addresses("database"), found)) {
                Work work = expected.services().get(address);
                if (work == null || found.contains(address)) {
                    name("database", address, Sentences.databaseSurplus(address));
                } else {
                    add("database", address, Kind.MISSING, Sentences.databaseMissing(address), () -> {
                        // An instance fills its database when it starts.
                        hosting.close(work.tenant(), work.service());
                        databases.create(work.tenant(), work.service());
                        instances.restore(work);
                    });
                }
            }
        }

        void instances(Map<String, Instance> found) {
            Set<String> running = expected.services().values().stream()
                    .filter(work -> work.stance() != Work.Stance.NONE)
                    .map(Work::address)
                    .collect(Collectors.toSet());
            for (String address : differing(running, found.keySet())) {
                if (running.contains(address)) {
                    add(
                            "instance",
                            address,
                            Kind.MISSING,
                            Sentences.instanceMissing(address),
                            restored(expected.services().get(address)));
                } else {
                    Instance instance = found.get(address);
                    add(
                            "instance",
                            address,
                            Kind.SURPLUS,
                            Sentences.instanceSurplus(address),
                            () -> hosting.close(instance.tenant(), instance.service()));
                }
            }
            running.stream().filter(found::containsKey).sorted().forEach(address -> {
                Work work = expected.services().get(address);
                Instance instance = found.get(address);
                boolean serving = work.stance() == Work.Stance.SERVING;
                if (!instances.agrees(work, instance) || instance.serving() != serving) {
                    add(
                            "instance",
                            address,
                            Kind.DIFFERENT,
                            instances.agrees(work, instance)
                                    ? Sentences.instanceServing(address, instance.serving())
                                    : Sentences.instanceOther(address, instance.version()),
                            restored(work));
                }
            });
        }

        void files(Set<String> found) {
            for (String address : differing(addresses(InstanceStep.NAME), found)) {
                Work work = expected.services().get(address);
                if (work == null || found.contains(address)) {
                    name("files", address, Sentences.filesSurplus(address));
                } else {
                    add("files", address, Kind.MISSING, Sentences.filesMissing(address), () -> {
                        // The folder is made when the instance is opened.
                        hosting.close(work.tenant(), work.service());
                        instances.restore(work);
                    });
                }
            }
        }

        private Runnable restored(Work work) {
            return () -> instances.restore(work);
        }

        /** Of the settled subscriptions, those for which a step stands. */
        private Set<String> addresses(String step) {
            return expected.services().values().stream()
                    .filter(work -> work.operation().standing().contains(step))
                    .map(Work::address)
                    .collect(Collectors.toSet());
        }

        /** What is in one of them only, of the communes that are looked at, and nobody is working on. */
        private Set<String> differing(Set<String> due, Set<String> found) {
            Set<String> all = new TreeSet<>(due);
            all.addAll(found);
            all.removeIf(key -> due.contains(key) && found.contains(key) || expected.isBusy(key) || !isLookedAt(key));
            return all;
        }

        private void add(String target, String what, Kind kind, String sentence, Runnable remedy) {
            put(target, what, kind, sentence, Optional.of(remedy));
        }

        /** Nobody but a person takes it away. */
        private void name(String target, String what, String sentence) {
            put(target, what, Kind.SURPLUS, sentence, Optional.empty());
        }

        private void put(String target, String what, Kind kind, String sentence, Optional<Runnable> remedy) {
            if (isLookedAt(what)) {
                drifts.add(new Drift(new Finding(target, what, kind, sentence), owner(what), remedy));
            }
        }

        private boolean isLookedAt(String key) {
            return only.isEmpty() || owner(key).equals(only);
        }

        /** The commune in a name such as {@code 30189/actes}; empty when there is none in it. */
        private static Optional<Insee> owner(String key) {
            return Look.insee(key.substring(0, key.contains("/") ? key.indexOf('/') : key.length()));
        }

        private static Insee tenantOf(String key) {
            return owner(key).orElseThrow();
        }

        private static String nameIn(String key) {
            return key.substring(key.indexOf('/') + 1);
        }
    }
}
