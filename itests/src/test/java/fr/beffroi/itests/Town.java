package fr.beffroi.itests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An intercommunality's folder for tests: the communes of the demonstration, with a catalogue that costs nothing, so that no
 * convention is waited for, and in which every rule of the Open Service Broker API has something to bite on.
 */
final class Town {
    /** Asynchronous, hosted; a binding gives access to the instance, expires, and can be rotated. */
    static final Service ACTES =
            new Service("actes", "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a001", "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a011");
    /** Another plan of it, to change to. */
    static final String ACTES_LARGE = "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a012";
    /** A plan of it that neither changes nor can be bound. */
    static final String ACTES_FIXED = "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a013";
    /** Asynchronous, not hosted; a binding gives access to the directory and is made by routes. */
    static final Service ANNUAIRE =
            new Service("annuaire", "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a002", "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a021");
    /** Synchronous; can't be bound. */
    static final Service REGISTRE =
            new Service("registre", "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a003", "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a031");

    static final String REGISTRE_LARGE = "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a032";
    /** Asynchronous, can't be changed, can't be bound; two places in the whole house. */
    static final Service FIGE =
            new Service("fige", "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a004", "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a041");

    static final String FIGE_OTHER = "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a042";

    /** Asynchronous, hosted, and its bundle throws when it is started; see {@link Distribution#withBrokenService}. */
    static final Service CASSE =
            new Service("casse", "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a005", "5f1f7a64-0b0e-4d1d-9c42-7d0f52a6a051");

    /** The version of the bundle that throws when it is started; {@link #ACTES} offers it too. */
    static final String BROKEN_VERSION = "9.9.9";

    /** A platform that acts for {@link #ITS_COMMUNE} only. */
    static final String SCOPED_PLATFORM = "portail";

    static final String ITS_COMMUNE = "30036";

    /** How long a binding of {@link #ACTES} lives, and before its end should be renewed, in days. */
    static final int LIFETIME_DAYS = 90;

    static final int RENEWAL_DAYS = 30;

    /** What new instances of {@link #ACTES} run. */
    static final String VERSION = "1.0.0";

    /** Another version of the same code, for tests that make it; see {@link Distribution#withOtherVersion}. */
    static final String OTHER_VERSION = "1.0.99";

    private static final Path DEMONSTRATION = RunningHouse.ROOT.resolve("tenants/nimes-metropole");

    private final Path folder;

    private Town(Path folder) {
        this.folder = folder;
    }

    /**
     * A service of the catalogue.
     *
     * @param plan id of its first plan
     */
    record Service(String name, String id, String plan) {
        /** The query of a DELETE. */
        String ids() {
            return ids(plan);
        }

        String ids(String ofPlan) {
            return "service_id=" + id + "&plan_id=" + ofPlan;
        }

        /** The body of a PUT for an instance. */
        ObjectNode order(String insee) {
            return order(insee, plan);
        }

        ObjectNode order(String insee, String ofPlan) {
            return OsbClient.JSON
                    .createObjectNode()
                    .put("service_id", id)
                    .put("plan_id", ofPlan)
                    .put("organization_guid", insee)
                    .put("space_guid", "mairie");
        }

        /** The body of a PUT for a binding. */
        ObjectNode binding() {
            return OsbClient.JSON.createObjectNode().put("service_id", id).put("plan_id", plan);
        }
    }

    /** Writes the folder. */
    static Town in(Path folder) {
        return in(folder, VERSION, List.of());
    }

    /** The same, with the versions of the hosted bundle. */
    static Town in(Path folder, String version, List<String> otherVersions) {
        try {
            Files.createDirectories(folder.resolve("communes"));
            Files.createDirectories(folder.resolve("catalogue"));
            Files.createDirectories(folder.resolve("platforms"));
            Files.writeString(
                    folder.resolve("intercommunality.yaml"),
                    Files.readString(DEMONSTRATION.resolve("intercommunality.yaml")));
            try (Stream<Path> communes = Files.list(DEMONSTRATION.resolve("communes"))) {
                for (Path one : communes.toList()) {
                    Files.writeString(folder.resolve("communes").resolve(one.getFileName()), Files.readString(one));
                }
            }
            Files.writeString(folder.resolve("catalogue/actes.yaml"), actes(version, otherVersions));
            Files.writeString(folder.resolve("catalogue/casse.yaml"), CASSE_FILE);
            Files.writeString(folder.resolve("catalogue/annuaire.yaml"), ANNUAIRE_FILE);
            Files.writeString(folder.resolve("catalogue/registre.yaml"), REGISTRE_FILE);
            Files.writeString(folder.resolve("catalogue/fige.yaml"), FIGE_FILE);
            Files.writeString(folder.resolve("platforms/" + SCOPED_PLATFORM + ".yaml"), """
                    name: %s
                    title: "Portail de la commune"
                    communes: ["%s"]
                    """.formatted(
                            SCOPED_PLATFORM, ITS_COMMUNE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Town(folder);
    }

    /** Makes the house agree with the folder. */
    void apply(RunningHouse house) {
        RunningHouse.Run apply = house.launcher("apply", folder.toString());
        if (apply.exit() != 0) {
            throw new AssertionError(apply.output());
        }
    }

    /** The INSEE codes of its communes, in order. */
    List<String> communes() {
        try (Stream<Path> communes = Files.list(folder.resolve("communes"))) {
            return communes.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String actes(String version, List<String> otherVersions) {
        return """
                id: %s
                name: actes
                title: "Actes"
                description: "Publication des actes."
                tags: ["actes"]
                bundle:
                  name: fr.beffroi.service.actes
                  version: "%s"
                  other-versions: [%s]
                open-to-visitors: true
                terms:
                  plan-updateable: true
                  binding:
                    access: instance
                    rotatable: true
                    lifetime-days: %d
                    renewal-days: %d
                meters:
                  - name: acts-published
                    title: "Actes publiés"
                    unit: acte
                    aggregation: count
                  - name: page-views
                    title: "Pages consultées"
                    unit: page
                    aggregation: count
                  - name: bytes-stored
                    title: "Volume déposé"
                    unit: octet
                    aggregation: sum
                units: []
                plans:
                  - id: %s
                    name: standard
                    description: "Un espace."
                    parameters:
                      $schema: "https://json-schema.org/draft/2020-12/schema"
                      type: object
                      additionalProperties: false
                      properties:
                        accent:
                          type: string
                          maxLength: 20
                  - id: %s
                    name: grand
                    description: "Un grand espace."
                    parameters:
                      $schema: "https://json-schema.org/draft/2020-12/schema"
                      type: object
                      additionalProperties: false
                      properties:
                        accent:
                          type: string
                          maxLength: 20
                  - id: %s
                    name: fige
                    description: "Un espace qui reste comme il est."
                    plan-updateable: false
                    bindable: false
                """.formatted(
                        ACTES.id(),
                        version,
                        String.join(", ", otherVersions.stream().map(quoted()).toList()),
                        LIFETIME_DAYS,
                        RENEWAL_DAYS,
                        ACTES.plan(),
                        ACTES_LARGE,
                        ACTES_FIXED);
    }

    private static UnaryOperator<String> quoted() {
        return text -> '"' + text + '"';
    }

    private static final String CASSE_FILE = """
            id: %s
            name: casse
            title: "Cassé"
            description: "Un service dont l'instance ne démarre pas."
            tags: ["casse"]
            bundle:
              name: fr.beffroi.service.actes
              version: "%s"
            meters: []
            units: []
            plans:
              - id: %s
                name: standard
                description: "Ne démarre pas."
            """.formatted(CASSE.id(), BROKEN_VERSION, CASSE.plan());

    private static final String ANNUAIRE_FILE = """
            id: %s
            name: annuaire
            title: "Annuaire"
            description: "L'annuaire de la commune."
            tags: ["annuaire"]
            terms:
              plan-updateable: true
              binding:
                access: directory
            meters: []
            units: []
            plans:
              - id: %s
                name: standard
                description: "En lecture."
            """.formatted(ANNUAIRE.id(), ANNUAIRE.plan());

    private static final String REGISTRE_FILE = """
            id: %s
            name: registre
            title: "Registre"
            description: "Un registre tenu par l'intercommunalité."
            tags: ["registre"]
            terms:
              immediate: true
              plan-updateable: true
            meters: []
            units: []
            plans:
              - id: %s
                name: simple
                description: "Un registre."
                parameters:
                  $schema: "https://json-schema.org/draft/2020-12/schema"
                  type: object
                  additionalProperties: false
                  properties:
                    visites:
                      type: integer
                      minimum: 1
                      maximum: 12
              - id: %s
                name: complet
                description: "Un registre complet."
            """.formatted(REGISTRE.id(), REGISTRE.plan(), REGISTRE_LARGE);

    private static final String FIGE_FILE = """
            id: %s
            name: fige
            title: "Figé"
            description: "Un service qui reste comme il est."
            tags: ["fige"]
            terms:
              places: 2
            meters: []
            units: []
            plans:
              - id: %s
                name: seul
                description: "La seule formule."
              - id: %s
                name: autre
                description: "L'autre formule."
            """.formatted(FIGE.id(), FIGE.plan(), FIGE_OTHER);
}
