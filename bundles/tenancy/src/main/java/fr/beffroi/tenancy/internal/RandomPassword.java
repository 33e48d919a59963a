package fr.beffroi.tenancy.internal;

import java.security.SecureRandom;

/** Passwords that the house makes: letters and digits only, so that they survive every shell, form and file. */
final class RandomPassword {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomPassword() {}

    /** 24 characters, 142 bits. */
    static String make() {
        StringBuilder password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }
}
