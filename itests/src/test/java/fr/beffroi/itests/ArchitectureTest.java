package fr.beffroi.itests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the code against the table in {@code docs/architecture.md}. */
class ArchitectureTest {
    private static final Path BUNDLES = Path.of("../bundles");

    /** Which rooms a room may import. */
    private static final Map<String, List<String>> ROOMS = Map.ofEntries(
            Map.entry("api", List.of()),
            Map.entry("store", List.of("api")),
            Map.entry("journal", List.of("api", "store")),
            Map.entry("tenancy", List.of("api", "store", "journal")),
            Map.entry("access", List.of("api", "tenancy")),
            Map.entry("hosting", List.of("api")),
            Map.entry("broker", List.of("api", "store", "journal", "tenancy")),
            Map.entry("provisioning", List.of("api", "store", "journal", "tenancy", "hosting")),
            Map.entry("metering", List.of("api", "store", "journal")),
            Map.entry("costs", List.of("api", "store", "journal", "metering")),
            Map.entry("osb", List.of("api", "access")),
            Map.entry("rest", List.of("api", "access", "metering", "costs")),
            Map.entry(
                    "operations",
                    List.of("api", "store", "journal", "tenancy", "access", "hosting", "metering", "costs")),
            Map.entry("service.actes", List.of("api")),
            Map.entry("service.probe", List.of("api")));

    /** Which rooms alone may use a library. */
    private static final Map<String, List<String>> LIBRARIES = Map.ofEntries(
            Map.entry("com.unboundid..", List.of("tenancy")),
            Map.entry("org.apache.camel..", List.of("provisioning", "metering")),
            Map.entry("com.networknt..", List.of("broker")),
            Map.entry("org.flywaydb..", List.of("store")),
            Map.entry("com.zaxxer.hikari..", List.of("store")),
            Map.entry("org.apache.cxf..", List.of("osb", "rest")),
            Map.entry("io.prometheus..", List.of("operations")),
            Map.entry("org.apache.karaf.shell..", List.of("operations")),
            Map.entry("org.snakeyaml..", List.of("rest")),
            Map.entry(
                    "org.jdbi..",
                    List.of(
                            "store",
                            "journal",
                            "tenancy",
                            "broker",
                            "provisioning",
                            "metering",
                            "costs",
                            "operations")));

    private static JavaClasses house;

    @BeforeAll
    static void readTheHouse() throws IOException {
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> rooms = Files.list(BUNDLES)) {
            rooms.map(room -> room.resolve("target/classes"))
                    .filter(Files::isDirectory)
                    .forEach(folders::add);
        }
        house = new ClassFileImporter().importPaths(folders);
    }

    @Test
    void everyFolderIsARoomOfTheTable() throws IOException {
        TreeSet<String> folders = new TreeSet<>();
        try (Stream<Path> rooms = Files.list(BUNDLES)) {
            rooms.filter(room -> Files.exists(room.resolve("src/main/java")))
                    .map(room -> room.getFileName().toString().replace('-', '.'))
                    .forEach(folders::add);
        }
        assertEquals(new TreeSet<>(ROOMS.keySet()), folders);
    }

    @TestFactory
    Stream<DynamicTest> aRoomImportsOnlyTheRoomsBelowIt() {
        return ROOMS.entrySet().stream()
                .map(room -> DynamicTest.dynamicTest(room.getKey(), () -> {
                    List<String> allowed = new ArrayList<>(List.of(inside(room.getKey())));
                    room.getValue().forEach(other -> allowed.add(inside(other)));
                    classes()
                            .that()
                            .resideInAPackage(inside(room.getKey()))
                            .should()
                            .onlyDependOnClassesThat(DescribedPredicate.or(
                                    DescribedPredicate.not(resideInAPackage("fr.beffroi..")),
                                    resideInAnyPackage(allowed.toArray(String[]::new))))
                            .check(house);
                }));
    }

    @TestFactory
    Stream<DynamicTest> aRoomSeesOnlyTheRootPackageOfAnother() {
        return ROOMS.keySet().stream()
                .map(room -> DynamicTest.dynamicTest(
                        room,
                        () -> noClasses()
                                .that()
                                .resideOutsideOfPackage(inside(room))
                                .should()
                                .dependOnClassesThat(resideInAPackage("fr.beffroi." + room + ".internal.."))
                                .check(house)));
    }

    @TestFactory
    Stream<DynamicTest> aLibraryLivesInItsRooms() {
        return LIBRARIES.entrySet().stream()
                .map(library -> DynamicTest.dynamicTest(
                        library.getKey(),
                        () -> noClasses()
                                .that()
                                .resideOutsideOfPackages(library.getValue().stream()
                                        .map(ArchitectureTest::inside)
                                        .toArray(String[]::new))
                                .should()
                                .dependOnClassesThat(resideInAPackage(library.getKey()))
                                .check(house)));
    }

    @Test
    void nobodyReadsTheClockOfTheMachine() {
        noClasses()
                .that(DescribedPredicate.not(resideInAPackage("fr.beffroi.journal..")))
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.Clock.class, "systemUTC")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("time comes from the Clock service, so that stories in time can be told")
                .check(house);
    }

    @Test
    void noStateIsAmbient() {
        noFields().should().haveRawType(ThreadLocal.class).check(house);
        noFields()
                .that()
                .areStatic()
                .and(DescribedPredicate.describe(
                        "are not compiled into the class",
                        field -> !field.getName().startsWith("$")))
                .should()
                .notBeFinal()
                .check(house);
    }

    @Test
    void noFloatingPointNearMoney() {
        DescribedPredicate<JavaClass> floating = DescribedPredicate.describe(
                "floating point",
                type -> List.of("double", "float", "java.lang.Double", "java.lang.Float")
                        .contains(type.getName()));
        noFields()
                .that()
                .areDeclaredInClassesThat(
                        resideInAnyPackage("fr.beffroi.api..", "fr.beffroi.costs..", "fr.beffroi.metering.."))
                .should()
                .haveRawType(floating)
                .check(house);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .check(house);
    }

    private static String inside(String room) {
        return "fr.beffroi." + room + "..";
    }
}
