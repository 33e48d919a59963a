package fr.beffroi.launcher.story;

import java.time.LocalDate;
import java.util.List;

/**
 * A council act, invented.
 *
 * @param commune whose council
 * @param number as the commune numbers it: {@code 2026-10-003}
 * @param date of the session
 * @param subject what it is about
 * @param articles what the council decided
 * @param signatory who signed
 */
record Act(Commune commune, String number, LocalDate date, String subject, List<String> articles, String signatory) {

    private static final List<List<String>> DELIBERATIONS = List.of(
            List.of(
                    "Adoption du procès-verbal de la séance précédente",
                    "Le procès-verbal de la séance précédente est adopté sans observation."),
            List.of(
                    "Tarifs de la restauration scolaire",
                    "Le prix du repas est fixé à 3,60 € à compter du 1er janvier.",
                    "Le tarif réduit, à 1,80 €, s'applique sous un quotient familial de 600 €."),
            List.of(
                    "Subvention à l'association sportive de la commune",
                    "Une subvention de fonctionnement de 2 500 € est accordée.",
                    "La dépense est imputée au chapitre 65 du budget."),
            List.of(
                    "Rénovation thermique de l'école élémentaire",
                    "Le plan de financement est approuvé.",
                    "Le maire est autorisé à solliciter la dotation d'équipement des territoires ruraux."),
            List.of(
                    "Convention de mise à disposition des services numériques de Nîmes Métropole",
                    "La convention, avec la méthode de calcul du coût unitaire, est approuvée.",
                    "Le remboursement se fait au vu d'un état des recours au service, convertis en unités de fonctionnement."),
            List.of(
                    "Décision modificative du budget principal",
                    "Les virements de crédits présentés en séance sont adoptés."),
            List.of(
                    "Dénomination d'une voie nouvelle",
                    "La voie reçoit le nom de « chemin des Micocouliers ».",
                    "La base adresse locale est mise à jour en conséquence."),
            List.of(
                    "Création d'un emploi permanent d'adjoint technique",
                    "Un emploi à temps complet est créé au tableau des effectifs."),
            List.of(
                    "Règlement intérieur de la salle des fêtes",
                    "Le règlement annexé à la présente délibération est adopté."),
            List.of(
                    "Acquisition d'une parcelle en bordure du Vistre",
                    "La parcelle est acquise au prix de 4 200 €, pour l'entretien des berges.",
                    "Les frais d'acte sont à la charge de la commune."),
            List.of(
                    "Adhésion au groupement de commandes pour l'achat d'électricité",
                    "L'acte constitutif du groupement est accepté."),
            List.of(
                    "Désignation du délégué à la protection des données mutualisé",
                    "Le délégué de l'intercommunalité est désigné pour la commune."));

    /** The one with that rank, from 1, among those of a commune in the month. */
    static Act of(Commune commune, int rank, LocalDate date) {
        List<String> chosen =
                DELIBERATIONS.get(Math.floorMod(rank - 1 + commune.insee().hashCode(), DELIBERATIONS.size()));
        return new Act(
                commune,
                "%s-%03d".formatted(Month.PERIOD, rank),
                date,
                chosen.get(0),
                chosen.subList(1, chosen.size()),
                "Le maire de " + commune.name());
    }
}
