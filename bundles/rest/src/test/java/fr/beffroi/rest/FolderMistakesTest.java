package fr.beffroi.rest;

import org.junit.jupiter.api.Test;

/** Every mistake is told at once, each with its file and line. */
class FolderMistakesTest extends WrittenFolder {
    @Test
    void mistakesOfTermsAndConventionsAreNamedWithTheirLine() {
        change("catalogue/actes.yaml", "notice-days: 30", "notice-days: 4000");
        change("communes/30189.yaml", "signed: 2026-01-15", "signed: 2025-02-29");
        change("communes/30189.yaml", "deliberated:", "debated:");
        assertMistakes(
                "catalogue/actes.yaml, line 12: A notice is 0 to 3650 days",
                "communes/30189.yaml, line 17: the key \"deliberated\" is missing",
                "communes/30189.yaml, line 18: \"2025-02-29\" is not a day",
                "communes/30189.yaml, line 20: the key \"debated\" isn't known here");
        files.put("catalogue/actes.yaml", ACTES);
        files.put("communes/30189.yaml", NIMES);
        change("catalogue/actes.yaml", "access: instance", "access: door");
        change("catalogue/actes.yaml", "least: 500", "least: few");
        change("catalogue/actes.yaml", "places: 12", "places: -1");
        change("communes/30189.yaml", "signed: 2026-01-15", "signed: 2025-12-10");
        assertMistakes(
                "catalogue/actes.yaml, line 14: \"few\" is not a whole number",
                "catalogue/actes.yaml, line 16: \"-1\" is not a whole number",
                "catalogue/actes.yaml, line 17: \"door\" is not one of directory, instance.",
                "communes/30189.yaml, line 17: The convention of 30189 can't be signed");
        files.put("communes/30189.yaml", NIMES);
        files.put(
                "catalogue/actes.yaml", ACTES.replace("plan-updateable: true\n  notice", "immediate: true\n  notice"));
        assertMistakes("catalogue/actes.yaml, line 1: The service actes is hosted");
    }

    @Test
    void theFileOfTheIntercommunalityIsNeeded() {
        files.remove("intercommunality.yaml");
        assertMistakes("intercommunality.yaml, line 1: this file is missing");
    }

    @Test
    void everyMistakeOfEveryFileIsToldAtOnce() {
        change("communes/30189.yaml", "151839", "many");
        change("communes/30189.yaml", "role: agent", "role: boss");
        change("catalogue/actes.yaml", "aggregation: count", "aggregation: guess");
        change("charges/2026-10.yaml", "1842.37", "1842.375");
        assertMistakes(
                "catalogue/actes.yaml, line 22: \"guess\" is not one of count, last, max, sum, time-weighted, unique.",
                "charges/2026-10.yaml, line 8: \"1842.375\" is not an amount in euros with at most two decimals",
                "communes/30189.yaml, line 5: \"many\" is not a whole number",
                "communes/30189.yaml, line 15: \"boss\" is not one of agent, contact.");
    }

    @Test
    void whatIsNotWellFormedIsNamedWithItsLine() {
        files.put("communes/30189.yaml", "insee: \"30189\"\nname: [Nîmes\nsiren: 1\n");
        assertMistakes("communes/30189.yaml, line 3: this is not well-formed YAML");
        files.put("communes/30189.yaml", "insee: \"30189\"\n\tname: Nîmes\n");
        assertMistakes("communes/30189.yaml, line 2: this is not well-formed YAML");
        files.put("communes/30189.yaml", "- a\n- b\n");
        assertMistakes("communes/30189.yaml, line 1: keys and values are expected");
        files.put("communes/30189.yaml", "");
        assertMistakes("communes/30189.yaml, line 1: keys and values are expected");
        files.put("communes/30189.yaml", NIMES + "---\nname: another\n");
        assertMistakes("communes/30189.yaml, line 22: this is not well-formed YAML");
    }

    @Test
    void anchorsAliasesAndTagsAreRefused() {
        change("communes/30189.yaml", "name: Nîmes", "name: &city Nîmes");
        change("communes/30189.yaml", "name: Paul", "name: *city");
        change("communes/30189.yaml", "population: 151839", "population: !!int 151839");
        assertMistakes(
                "communes/30189.yaml, line 4: the anchor &city isn't read here",
                "communes/30189.yaml, line 5: the tag tag:yaml.org,2002:int isn't read here",
                "communes/30189.yaml, line 13: the alias *city isn't read here");
    }

    @Test
    void endlessNestingIsRefused() {
        files.put("communes/30189.yaml", "name: " + "[".repeat(50_000));
        assertMistakes("communes/30189.yaml, line 1: this is nested deeper");
    }

    @Test
    void unknownMissingAndDoubledKeysAreNamed() {
        change("communes/30189.yaml", "name: Nîmes", "nom: Nîmes");
        change("communes/30189.yaml", "uid: paul", "uid: paul\n    uid: paule");
        change("catalogue/actes.yaml", "title: acte publié", "title:");
        assertMistakes(
                "catalogue/actes.yaml, line 25: the key \"title\" is missing, or nothing stands behind it.",
                "communes/30189.yaml, line 2: the key \"name\" is missing",
                "communes/30189.yaml, line 4: the key \"nom\" isn't known here",
                "communes/30189.yaml, line 13: the key \"uid\" stands here twice.");
    }

    @Test
    void aValueOfTheWrongShapeIsNamed() {
        change("communes/30189.yaml", "[\"30000\", 30900]", "30000");
        change("communes/30189.yaml", "name: Nîmes", "name: [Nîmes]");
        change("catalogue/actes.yaml", "tags: [actes]", "tags: [[actes]]");
        change("catalogue/actes.yaml", "open-to-visitors: true", "open-to-visitors: yes");
        change("charges/2026-10.yaml", "  - offering: actes\n    unit: acte\n", "  - actes\n  - unit: acte\n");
        assertMistakes(
                "catalogue/actes.yaml, line 5: \"tags\" is a list of single values.",
                "catalogue/actes.yaml, line 10: \"yes\" is not one of false, true.",
                "charges/2026-10.yaml, line 3: each item of \"pools\" has keys and values of its own.",
                "charges/2026-10.yaml, line 4: the key \"offering\" is missing",
                "communes/30189.yaml, line 4: one value is expected for \"name\"",
                "communes/30189.yaml, line 6: a list is expected for \"postal-codes\".");
    }

    @Test
    void whatTheHouseRefusesIsNamedWithItsLine() {
        change("communes/30189.yaml", "213001894", "213001895");
        change("communes/30189.yaml", "paul@nimes.example", "paul");
        change("catalogue/actes.yaml", "version: 1.0.0", "version: 1.0");
        change("charges/2026-10.yaml", "period: 2026-10", "period: 2026-13");
        assertMistakes(
                "catalogue/actes.yaml, line 7: \"1.0\" is not the version of a service bundle",
                "charges/2026-10.yaml, line 1: \"2026-13\" is not a month",
                "communes/30189.yaml, line 3: \"213001895\" is not a SIREN: its check digit is wrong",
                "communes/30189.yaml, line 12: The account paul needs a mail address");
    }

    @Test
    void aFileIsNamedAfterWhatItHolds() {
        files.put("communes/30007.yaml", files.remove("communes/30189.yaml"));
        files.put("catalogue/acts.yaml", files.remove("catalogue/actes.yaml"));
        files.put("charges/2026-11.yaml", files.remove("charges/2026-10.yaml"));
        assertMistakes(
                "catalogue/acts.yaml, line 2: the file is named acts.yaml, but the service in it actes.",
                "charges/2026-11.yaml, line 1: the file is named 2026-11.yaml, but the period in it is 2026-10.",
                "communes/30007.yaml, line 2: the file is named 30007.yaml, but the INSEE code in it is 30189.");
    }

    @Test
    void aFileThatNobodyReadsIsNamed() {
        files.put("commune/30007.yaml", NIMES);
        files.put("communes/30007.yml", NIMES);
        assertMistakes(
                "commune/30007.yaml, line 1: no such file is read", "communes/30007.yml, line 1: no such file is read");
    }

    @Test
    void whatMayStandOnlyOnceIsNamedWithBothPlaces() {
        files.put("communes/30007.yaml", NIMES.replace("30189", "30007"));
        files.put("catalogue/actes-2.yaml", ACTES.replace("name: actes", "name: actes-2"));
        change("communes/30189.yaml", "uid: paul", "uid: jeanne.martin");
        files.put("charges/2026-10.yaml", OCTOBER + OCTOBER.substring(OCTOBER.indexOf("  - offering")));
        assertMistakes(
                "catalogue/actes.yaml, line 1: the service id of-actes stands already in catalogue/actes-2.yaml, line 1.",
                "catalogue/actes.yaml, line 31: the plan id pl-standard stands already in catalogue/actes-2.yaml, line 31.",
                "charges/2026-10.yaml, line 19: the charges of actes/acte stand in this file twice.",
                "communes/30189.yaml, line 3: the SIREN 213001894 stands already in communes/30007.yaml, line 3.",
                "communes/30189.yaml, line 12: the uid jeanne.martin stands in this file twice.");
    }
}
