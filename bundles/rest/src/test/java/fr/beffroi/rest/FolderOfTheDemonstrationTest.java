package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Declaration;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Plan;
import fr.beffroi.api.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The folder of the demonstration is read, and holds a service for each rule that a service can have. */
class FolderOfTheDemonstrationTest {
    @Test
    void theFolderOfTheDemonstrationIsRead() throws IOException {
        Path folder = Path.of("../../tenants/nimes-metropole");
        Map<String, String> demonstration = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path :
                    paths.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                demonstration.put(folder.relativize(path).toString().replace('\\', '/'), Files.readString(path));
            }
        }
        Declaration declaration = FolderReader.read(demonstration);
        assertEquals(39, declaration.households().size());
        assertTrue(declaration.offerings().size() >= 5);
        assertEveryRuleHasSomethingToBiteOn(declaration);
    }

    private static void assertEveryRuleHasSomethingToBiteOn(Declaration declaration) {
        assertOne(declaration, "immediate", offering -> offering.terms().immediate());
        assertOne(declaration, "asynchronous", offering -> !offering.terms().immediate());
        assertOne(
                declaration,
                "not bindable",
                offering -> offering.terms().binding().isEmpty());
        assertOne(declaration, "bound to the instance", binds(Terms.BindingTerms.Access.INSTANCE));
        assertOne(declaration, "bound to the directory", binds(Terms.BindingTerms.Access.DIRECTORY));
        assertOne(
                declaration,
                "rotatable and expiring",
                offering -> offering.terms()
                        .binding()
                        .filter(binding ->
                                binding.rotatable() && binding.lifetimeDays().isPresent())
                        .isPresent());
        assertOne(
                declaration,
                "of two plans that can change",
                offering ->
                        offering.terms().planUpdateable() && offering.plans().size() > 1);
        assertOne(
                declaration,
                "of two plans that can't",
                offering ->
                        !offering.terms().planUpdateable() && offering.plans().size() > 1);
        assertOne(
                declaration,
                "with parameters",
                offering -> offering.plans().stream()
                        .anyMatch(plan -> plan.parameters().isPresent()));
        assertOne(
                declaration, "approved one by one", offering -> offering.terms().approval());
        assertOne(declaration, "under notice", offering -> offering.terms().noticeDays() > 0);
        assertOne(
                declaration,
                "for small communes only",
                offering -> offering.terms().population().most().isPresent());
        assertOne(
                declaration,
                "after another",
                offering -> !offering.terms().prerequisites().isEmpty());
        assertOne(
                declaration,
                "with places",
                offering -> offering.terms().places().isPresent());
        assertOne(declaration, "free", offering -> offering.plans().stream().noneMatch(Plan::paid));
        assertTrue(
                declaration.platforms().stream()
                        .anyMatch(platform -> platform.communes().isPresent()),
                "a platform for some communes only");
        assertTrue(
                declaration.households().stream()
                        .anyMatch(household -> household.convention().isEmpty()),
                "a commune whose orders wait for its convention");
    }

    private static Predicate<Offering> binds(Terms.BindingTerms.Access access) {
        return offering -> offering.terms()
                .binding()
                .filter(binding -> binding.access() == access)
                .isPresent();
    }

    private static void assertOne(Declaration declaration, String what, Predicate<Offering> rule) {
        assertTrue(declaration.offerings().stream().anyMatch(rule), "an offering " + what);
    }
}
