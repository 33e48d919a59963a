package fr.beffroi.service.actes;

/** Something the caller can act on: a status and a sentence in French (RFC 9457). */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    Problem(int status, String title, String sentence) {
        this(status, title, sentence, null);
    }

    Problem(int status, String title, String sentence, Throwable cause) {
        super(sentence, cause);
        this.status = status;
        this.title = title;
    }

    static Problem invalid(String sentence) {
        return new Problem(400, "Demande invalide", sentence);
    }

    static Problem notFound() {
        return new Problem(404, "Introuvable", "Aucun acte ni aucune page ne se trouve à cette adresse.");
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String json() {
        return new Json()
                .text("type", "about:blank")
                .text("title", title)
                .number("status", status)
                .text("detail", getMessage())
                .toString();
    }
}
