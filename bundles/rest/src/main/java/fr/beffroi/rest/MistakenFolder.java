package fr.beffroi.rest;

import java.util.List;

/** A declared folder that can't be read as it is; nothing of it has been applied. */
final class MistakenFolder extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    MistakenFolder(List<Mistake> mistakes) {
        super(
                mistakes.size() == 1
                        ? mistakes.get(0).toString()
                        : mistakes.size() + " mistakes were found; the first: " + mistakes.get(0));
        this.mistakes = List.copyOf(mistakes);
    }

    List<Mistake> mistakes() {
        return mistakes;
    }
}
