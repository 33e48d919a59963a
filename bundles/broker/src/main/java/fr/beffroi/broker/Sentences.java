package fr.beffroi.broker;

import fr.beffroi.api.Operation;

/** What people of the communes read about an operation, in French. */
final class Sentences {
    static final String ABANDONED = "Commande abandonnée";

    private Sentences() {}

    static String awaited(String what) {
        return switch (what) {
            case Rules.CONVENTION ->
                "La convention entre la commune et l'intercommunalité doit d'abord être enregistrée.";
            case Rules.APPROVAL -> "L'intercommunalité doit d'abord approuver la commande.";
            default -> "« " + what + " » est attendu.";
        };
    }

    static String awaiting() {
        return "Commande enregistrée, en attente d'une décision";
    }

    static String approved() {
        return "Commande approuvée, mise en service à venir";
    }

    static String started(Operation.Kind kind) {
        return switch (kind) {
            case SUBSCRIBE -> "Commande enregistrée, mise en service à venir";
            case CHANGE -> "Modification enregistrée";
            case SUSPEND -> "Suspension enregistrée";
            case RESUME -> "Levée de la suspension enregistrée";
            case UNSUBSCRIBE -> "Résiliation enregistrée, archivage à venir";
            case BIND -> "Raccordement enregistré";
            case UNBIND -> "Fin du raccordement enregistrée";
        };
    }

    static String suspended(String reason) {
        return started(Operation.Kind.SUSPEND) + " : " + reason;
    }

    static String underNotice() {
        return "Résiliation enregistrée, préavis en cours";
    }

    static String noticeCut() {
        return "Préavis écourté, archivage à venir";
    }

    static String done(String step) {
        return switch (step) {
            case "directory" -> "Annuaire prêt";
            case "database" -> "Base de données prête";
            case "instance" -> "Instance démarrée";
            case "check" -> "Instance contrôlée";
            case "archive" -> "Archive de réversibilité constituée";
            case "farewell" -> "Comptes de la commune clos";
            case "instance-suspended" -> "Instance fermée aux utilisateurs";
            case "directory-suspended" -> "Groupe fermé dans l'annuaire";
            case "program" -> "Accès à l'annuaire ouvert";
            case "residue" -> "Suppression contrôlée, il ne reste rien";
            default -> "Étape « " + step + " » faite";
        };
    }

    static String undone(String step) {
        return switch (step) {
            case "directory" -> "Groupe retiré de l'annuaire";
            case "database" -> "Base de données supprimée";
            case "instance" -> "Instance arrêtée et fichiers supprimés";
            case "check" -> "Instance retirée du service";
            case "instance-suspended" -> "Instance rouverte";
            case "directory-suspended" -> "Groupe rouvert dans l'annuaire";
            case "program" -> "Accès à l'annuaire retiré";
            default -> "Étape « " + step + " » défaite";
        };
    }

    static String succeeded(Operation.Kind kind) {
        return switch (kind) {
            case SUBSCRIBE -> "Service ouvert";
            case CHANGE -> "Modification faite";
            case SUSPEND -> "Service suspendu";
            case RESUME -> "Suspension levée";
            case UNSUBSCRIBE -> "Abonnement clos";
            case BIND -> "Raccordement ouvert";
            case UNBIND -> "Raccordement clos";
        };
    }
}
