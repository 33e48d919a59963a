package fr.beffroi.service.actes;

import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What somebody wants to publish, checked, without its document.
 *
 * @param number see {@link Act}
 * @param nature see {@link Act}
 * @param date see {@link Act}
 * @param subject see {@link Act}; at most 500 characters
 * @param signatory see {@link Act}; at most 200 characters
 */
record Submission(String number, Nature nature, LocalDate date, String subject, String signatory) {
    private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,49}");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    static Submission of(HttpServletRequest request) {
        String number = parameter(request, "number");
        if (!isNumber(number)) {
            throw Problem.invalid(
                    "Le numéro (number) compte de 1 à 50 lettres sans accent, chiffres, points, tirets ou tirets"
                            + " bas, commence par une lettre ou un chiffre et ne finit pas par « .pdf » : 2026-042 par exemple.");
        }
        Nature nature = Nature.of(parameter(request, "nature"))
                .orElseThrow(() -> Problem.invalid(
                        "La nature (nature) de l'acte est « deliberation », « arrete » ou « proces-verbal »."));
        return new Submission(
                number,
                nature,
                date(parameter(request, "date")),
                text(request, "subject", "L'objet", 500),
                text(request, "signatory", "Le signataire, avec son nom et sa qualité,", 200));
    }

    /** A number is part of addresses and file names; one that ends like a document's address would be taken for it. */
    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches() && !text.toLowerCase(Locale.ROOT).endsWith(".pdf");
    }

    private static LocalDate date(String text) {
        try {
            if (DATE.matcher(text).matches()) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeParseException noSuchDay) {
            // The sentence below says it.
        }
        throw Problem.invalid("La date (date) de l'acte s'écrit AAAA-MM-JJ, comme 2026-10-03, et doit exister.");
    }

    private static String text(HttpServletRequest request, String name, String what, int longest) {
        String text = parameter(request, name).strip();
        if (text.isEmpty() || text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
            throw Problem.invalid(
                    what + " (" + name + ") compte de 1 à " + longest + " caractères, sur une seule ligne.");
        }
        return text;
    }

    private static String parameter(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        if (values == null) {
            return "";
        }
        if (values.length > 1) {
            throw Problem.invalid("Le paramètre « " + name + " » est donné plusieurs fois.");
        }
        return values[0];
    }
}
