package fr.beffroi.launcher.story;

import java.time.LocalDate;
import java.util.List;

/**
 * An act of a commune, invented.
 *
 * @param commune whose
 * @param nature what kind
 * @param number as the commune numbers it: {@code 2026-10-003}
 * @param date of the session, or of the mayor's order
 * @param subject what it is about
 * @param articles what was decided
 * @param signatory who signed
 */
record Act(
        Commune commune,
        Nature nature,
        String number,
        LocalDate date,
        String subject,
        List<String> articles,
        String signatory) {

    /** The kinds of acts, as the service knows them and as they are printed. */
    enum Nature {
        DELIBERATION(
                "deliberation",
                "Délibération",
                "Extrait du registre des délibérations du conseil municipal",
                "Séance du ",
                "Vu le code général des collectivités territoriales, le conseil municipal, après en avoir délibéré, décide :"),
        ARRETE(
                "arrete",
                "Arrêté",
                "Extrait du registre des arrêtés du maire",
                "Arrêté du ",
                "Vu le code général des collectivités territoriales, le maire arrête :"),
        PROCES_VERBAL(
                "proces-verbal",
                "Procès-verbal",
                "Registre des procès-verbaux du conseil municipal",
                "Arrêté en séance le ",
                "Le quorum étant atteint, la séance est ouverte :");

        private final String key;
        private final String title;
        private final String register;
        private final String dated;
        private final String opening;

        Nature(String key, String title, String register, String dated, String opening) {
            this.key = key;
            this.title = title;
            this.register = register;
            this.dated = dated;
            this.opening = opening;
        }

        /** As it is written in addresses. */
        String key() {
            return key;
        }

        String title() {
            return title;
        }

        /** Where it was copied from. */
        String register() {
            return register;
        }

        /** What stands before its date. */
        String dated() {
            return dated;
        }

        /** What stands before its articles. */
        String opening() {
            return opening;
        }
    }

    private static final List<List<String>> DELIBERATIONS = List.of(
            List.of(
                    "Adoption du procès-verbal de la séance précédente",
                    "Le procès-verbal de la séance précédente est adopté sans observation."),
            List.of(
                    "Tarifs de la restauration scolaire",
                    "Le prix du repas est fixé à 3,60 € à compter du 1er janvier.",
                    "Le tarif réduit, à 1,80 €, s’applique sous un quotient familial de 600 €."),
            List.of(
                    "Subvention à l’association sportive de la commune",
                    "Une subvention de fonctionnement de 2 500 € est accordée.",
                    "La dépense est imputée au chapitre 65 du budget."),
            List.of(
                    "Rénovation thermique de l’école élémentaire",
                    "Le plan de financement est approuvé.",
                    "Le maire est autorisé à solliciter la dotation d’équipement des territoires ruraux."),
            List.of(
                    "Convention de mise à disposition des services numériques de Nîmes Métropole",
                    "La convention, avec la méthode de calcul du coût unitaire, est approuvée.",
                    "Le remboursement se fait au vu d’un état des recours au service, convertis en unités de fonctionnement."),
            List.of(
                    "Décision modificative du budget principal",
                    "Les virements de crédits présentés en séance sont adoptés."),
            List.of(
                    "Dénomination d’une voie nouvelle",
                    "La voie reçoit le nom de « chemin des Micocouliers ».",
                    "La base adresse locale est mise à jour en conséquence."),
            List.of(
                    "Création d’un emploi permanent d’adjoint technique",
                    "Un emploi à temps complet est créé au tableau des effectifs."),
            List.of(
                    "Règlement intérieur de la salle des fêtes",
                    "Le règlement annexé à la présente délibération est adopté."),
            List.of(
                    "Acquisition d’une parcelle en bordure du Vistre",
                    "La parcelle est acquise au prix de 4 200 €, pour l’entretien des berges.",
                    "Les frais d’acte sont à la charge de la commune."),
            List.of(
                    "Adhésion au groupement de commandes pour l’achat d’électricité",
                    "L’acte constitutif du groupement est accepté."),
            List.of(
                    "Désignation du délégué à la protection des données mutualisé",
                    "Le délégué de l’intercommunalité est désigné pour la commune."));

    private static final List<List<String>> ORDERS = List.of(
            List.of(
                    "Réglementation temporaire de la circulation rue de la République",
                    "La circulation est alternée par feux tricolores pendant les travaux.",
                    "La signalisation est mise en place par l’entreprise."),
            List.of(
                    "Permission de voirie pour un raccordement à la fibre optique",
                    "Le pétitionnaire est autorisé à ouvrir une tranchée sous l’accotement."),
            List.of(
                    "Interdiction de stationner place de la mairie le jour du marché",
                    "Le stationnement est interdit le samedi, de 6 h à 14 h."),
            List.of(
                    "Délégation de signature au secrétaire général de mairie",
                    "Délégation est donnée pour les copies conformes et la légalisation des signatures."),
            List.of(
                    "Autorisation d’ouverture tardive pour la fête votive",
                    "Les débits de boissons peuvent fermer à 2 h pendant la fête."));

    private static final List<String> MINUTES = List.of(
            "Procès-verbal de la séance de " + Month.previousInWords(),
            "Le procès-verbal de la séance précédente est adopté.",
            "Les points inscrits à l’ordre du jour sont examinés et mis aux voix.",
            "L’ordre du jour étant épuisé, la séance est levée.");

    /** The one with that rank, from 1, among those of a commune in the month: first the minutes, then an order every four acts. */
    static Act of(Commune commune, int rank, LocalDate date) {
        Nature nature = natureOf(rank);
        List<String> chosen =
                switch (nature) {
                    case DELIBERATION -> chosen(DELIBERATIONS, commune, rank);
                    case ARRETE -> chosen(ORDERS, commune, rank / 4);
                    case PROCES_VERBAL -> MINUTES;
                };
        return new Act(
                commune,
                nature,
                "%s-%03d".formatted(Month.PERIOD, rank),
                date,
                chosen.get(0),
                chosen.subList(1, chosen.size()),
                "Le maire de " + commune.name());
    }

    private static Nature natureOf(int rank) {
        if (rank == 1) {
            return Nature.PROCES_VERBAL;
        }
        return rank % 4 == 0 ? Nature.ARRETE : Nature.DELIBERATION;
    }

    private static List<String> chosen(List<List<String>> texts, Commune commune, int rank) {
        return texts.get(Math.floorMod(rank - 1 + commune.insee().hashCode(), texts.size()));
    }
}
