package fr.beffroi.provisioning;

import fr.beffroi.api.Insee;
import fr.beffroi.api.Refusal;

/** How failures and findings are told to people, in French. */
final class Sentences {
    static final String UNDONE_IN_PART = "Tout n'a pas pu être mené à bien ; l'exploitation est prévenue";
    static final String ABANDONED = "L'abonnement n'est plus utilisable ; le raccordement est abandonné";

    /** The reason that a suspension bears which is ordered again because it had remained incomplete. */
    static final String SUSPENDED_IN_PART = "Suspension restée incomplète, reprise par la maison";

    private Sentences() {}

    static String failed(Step step, Throwable cause) {
        return step.failure() + " : " + reason(cause);
    }

    static String left(Step step, Work work, Throwable cause) {
        return step.leftover(work) + " (" + reason(cause) + ")";
    }

    static String group(Work work) {
        return "groupe « " + work.service() + " » de la commune " + work.tenant() + " dans l'annuaire";
    }

    /** A refusal is written for people; any other message could hold anything, so it stays in the technical log. */
    static String reason(Throwable cause) {
        if (cause instanceof Refusal refusal) {
            return refusal.getMessage();
        }
        return "erreur interne (" + cause.getClass().getSimpleName() + "), détaillée dans le journal technique";
    }

    static String changeFailed(Insee tenant, String description) {
        return "Le changement de version de la commune " + tenant + " a échoué : " + description;
    }

    static String changeImpossible(Insee tenant, String reason) {
        return "La commune " + tenant + " ne peut pas recevoir cette version : " + reason;
    }

    static String instanceGone(Insee tenant) {
        return "L'instance de la commune " + tenant + " ne tourne plus.";
    }

    static String instanceUnhealthy(Insee tenant, String reason) {
        return "L'instance de la commune " + tenant + " va mal : " + reason;
    }

    static String tooManyFailures(long failures, long requests, long failuresBefore, long requestsBefore) {
        return "Trop de requêtes échouent dans la nouvelle version : " + failures + " sur " + requests + ", contre "
                + failuresBefore + " sur " + requestsBefore + " dans l'ancienne.";
    }

    static String branchMissing(String branch) {
        return "La branche de la commune " + branch + " manque dans l'annuaire.";
    }

    static String branchSurplus(String branch) {
        return "L'annuaire a encore la branche de la commune " + branch + ", qui est partie.";
    }

    static String branchUnknown(String branch) {
        return "L'annuaire a une branche « " + branch + " » que la maison ne connaît pas ; elle n'y touche pas.";
    }

    static String groupMissing(Insee tenant, String service) {
        return "Le groupe « " + service + " » de la commune " + tenant + " manque dans l'annuaire.";
    }

    static String groupSurplus(Insee tenant, String service) {
        return "L'annuaire a un groupe « " + service + " » de la commune " + tenant + " sans abonnement en service.";
    }

    static String programMissing(Insee tenant, String credential) {
        return "Le compte de raccordement « " + credential + " » de la commune " + tenant + " manque dans l'annuaire.";
    }

    static String programSurplus(Insee tenant, String credential) {
        return "L'annuaire a un compte « " + credential + " » de la commune " + tenant
                + " sans raccordement en vigueur ni instance en service.";
    }

    static String logInMissing(Insee tenant, String service) {
        return "Le compte de l'instance « " + service + " » de la commune " + tenant + " manque dans l'annuaire.";
    }

    static String databaseMissing(String address) {
        return "La base de données de " + address
                + " manque ; recréée, elle est vide : ses données sont à restaurer d'une sauvegarde.";
    }

    static String databaseSurplus(String address) {
        return "Il y a une base de données de " + address + " sans abonnement ; elle n'est jamais supprimée d'office.";
    }

    static String instanceMissing(String address) {
        return "L'instance de " + address + " ne tourne pas.";
    }

    static String instanceSurplus(String address) {
        return "Une instance de " + address + " tourne sans abonnement en service.";
    }

    static String instanceOther(String address, String version) {
        return "L'instance de " + address + " tourne en version " + version
                + " ou avec des paramètres qui ne sont pas ceux de l'abonnement.";
    }

    static String instanceServing(String address, boolean serving) {
        return serving
                ? "L'instance de " + address + " répond, alors que l'abonnement est suspendu."
                : "L'instance de " + address + " tourne, mais son adresse ne répond pas.";
    }

    static String filesMissing(String address) {
        return "Le dossier de fichiers de " + address
                + " manque ; recréé, il est vide : ses fichiers sont à restaurer d'une sauvegarde.";
    }

    static String filesSurplus(String address) {
        return "Il y a un dossier de fichiers de " + address + " sans abonnement ; il n'est jamais supprimé d'office.";
    }
}
