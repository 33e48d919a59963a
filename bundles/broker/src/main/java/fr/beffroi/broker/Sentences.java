package fr.beffroi.broker;

import fr.beffroi.api.Operation;

/** What people of the communes read about an operation, in French. */
final class Sentences {
    private Sentences() {}

    static String started(Operation.Kind kind) {
        return switch (kind) {
            case SUBSCRIBE -> "Commande enregistrée, mise en service à venir";
            case UNSUBSCRIBE -> "Résiliation enregistrée, archivage à venir";
        };
    }

    static String done(String step) {
        return switch (step) {
            case "directory" -> "Annuaire prêt";
            case "database" -> "Base de données prête";
            case "instance" -> "Instance démarrée";
            case "check" -> "Instance contrôlée";
            case "archive" -> "Archive de réversibilité constituée";
            case "farewell" -> "Comptes de la commune clos";
            default -> "Étape « " + step + " » faite";
        };
    }

    static String undone(String step) {
        return switch (step) {
            case "directory" -> "Groupe retiré de l'annuaire";
            case "database" -> "Base de données supprimée";
            case "instance" -> "Instance arrêtée et fichiers supprimés";
            case "check" -> "Instance retirée du service";
            default -> "Étape « " + step + " » défaite";
        };
    }

    static String succeeded(Operation.Kind kind) {
        return switch (kind) {
            case SUBSCRIBE -> "Service ouvert";
            case UNSUBSCRIBE -> "Abonnement clos";
        };
    }
}
