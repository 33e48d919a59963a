package fr.beffroi.service.actes;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A published act of the commune (<i>acte</i>). Once published it never changes.
 *
 * @param number the commune's own number, unique: {@code 2026-042}
 * @param nature what kind of act
 * @param date when it was signed or adopted
 * @param subject its title, as people read it (<i>objet</i>)
 * @param signatory name and capacity of who signed it (CGCT R2131-1: <i>la mention du prénom, du nom et de la qualité de l'auteur</i>)
 * @param sha256 of the document, in hexadecimal
 * @param size of the document, in bytes
 * @param publishedAt when it was put online
 */
record Act(
        String number,
        Nature nature,
        LocalDate date,
        String subject,
        String signatory,
        String sha256,
        long size,
        Instant publishedAt) {

    /** Whether this is the same act as another that was sent at another time. */
    boolean sameAs(Act other) {
        return number.equals(other.number)
                && nature == other.nature
                && date.equals(other.date)
                && subject.equals(other.subject)
                && signatory.equals(other.signatory)
                && sha256.equals(other.sha256);
    }
}
