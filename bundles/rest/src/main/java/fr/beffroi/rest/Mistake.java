package fr.beffroi.rest;

/**
 * Something wrong in a declared file.
 *
 * @param file path within the folder: {@code communes/30189.yaml}
 * @param line from 1
 * @param sentence what is wrong and what is expected
 */
record Mistake(String file, int line, String sentence) {
    @Override
    public String toString() {
        return file + ", line " + line + ": " + sentence;
    }
}
