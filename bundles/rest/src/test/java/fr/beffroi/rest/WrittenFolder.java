package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A folder as an operator may have written it: one commune, one service, one platform, the charges of one month. Tests change it. */
abstract class WrittenFolder {
    static final String NIMES = """
            # La ville centre
            insee: "30189"
            siren: 213001894
            name: Nîmes
            population: 151839
            postal-codes: ["30000", 30900]
            accounts:
              - uid: jeanne.martin
                name: Jeanne Martin
                mail: jeanne.martin@nimes.example
                role: contact
              - uid: paul
                name: Paul
                mail: paul@nimes.example
                role: agent
            convention:
              number: 2026-014
              signed: 2026-01-15
              deliberation: 2025-12-08
              deliberated: 2025-12-11
              document: abababababababababababababababababababababababababababababababab
            """;
    static final String ACTES = """
            id: of-actes
            name: actes
            title: Actes et délibérations
            description: Publication des actes.
            tags: [actes]
            bundle:
              name: fr.beffroi.service.actes
              version: 1.0.0
              other-versions: [1.1.0, 0.9.0]
            open-to-visitors: true
            terms:
              plan-updateable: true
              notice-days: 30
              population: {least: 500, most: 20000}
              prerequisites: [messagerie]
              places: 12
              binding: {access: instance, rotatable: true, lifetime-days: 365, renewal-days: 30}
            meters:
              - name: acts-published
                title: Actes publiés
                unit: acte
                aggregation: count
            units:
              - name: acte
                title: acte publié
                meter: acts-published
              - name: habitant-jour
                title: habitant, par jour
                basis: population
            plans:
              - id: pl-standard
                name: standard
                description: Pour tous.
                provisional-unit-costs:
                  acte: 7.90
                  habitant-jour: 0.00075
                parameters:
                  type: object
                  $schema: https://json-schema.org/draft/2020-12/schema
                  properties:
                    titre: {type: string, maxLength: 100, default: "100", examples: [Nos actes, null, 0.5]}
                  additionalProperties: false
                bindable: false
                plan-updateable: true
            """;
    static final String PORTAL = """
            name: vistre
            title: Portail du Vistre
            communes: ["30189", 01053]
            """;
    static final String OCTOBER = """
            period: 2026-10
            pools:
              - offering: actes
                unit: acte
                charges:
                  - family: personnel
                    label: Un agent
                    amount: 1842.37
                    evidence: Paie 118
                  - family: service-contracts
                    label: Avoir
                    amount: -0.5
                    evidence: Facture 7
                  - family: supplies
                    label: Fleurs
                    amount: 12
                    evidence: Facture 8
                    excluded: Sans lien avec le service
            """;

    final Map<String, String> files = new TreeMap<>(Map.of(
            "intercommunality.yaml",
            "siren: 243000643\nname: Nîmes Métropole\n",
            "communes/30189.yaml",
            NIMES,
            "catalogue/actes.yaml",
            ACTES,
            "charges/2026-10.yaml",
            OCTOBER,
            "platforms/vistre.yaml",
            PORTAL));

    void change(String file, String from, String to) {
        String before = files.get(file);
        assertTrue(before.contains(from), from);
        files.put(file, before.replace(from, to));
    }

    /** Each mistake found starts with the one expected, in order. */
    void assertMistakes(String... expected) {
        List<String> found = assertThrows(MistakenFolder.class, () -> FolderReader.read(files)).mistakes().stream()
                .map(Mistake::toString)
                .toList();
        assertEquals(expected.length, found.size(), found::toString);
        for (int i = 0; i < expected.length; i++) {
            assertTrue(found.get(i).startsWith(expected[i]), found.get(i));
        }
    }
}
