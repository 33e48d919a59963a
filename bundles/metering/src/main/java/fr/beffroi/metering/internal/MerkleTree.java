package fr.beffroi.metering.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;

/**
 * The Merkle tree hash of RFC 6962, section 2.1, over leaves that come one by one. Keeps one hash for each level, so a million
 * leaves need twenty.
 */
final class MerkleTree {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private record Subtree(int level, byte[] hash) {}

    private final MessageDigest sha256;
    /** Complete subtrees, the smallest and rightmost first. */
    private final Deque<Subtree> subtrees = new ArrayDeque<>();

    MerkleTree() {
        sha256 = sha256();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    void add(byte[] leaf) {
        sha256.update(LEAF);
        Subtree added = new Subtree(0, sha256.digest(leaf));
        while (!subtrees.isEmpty() && subtrees.peek().level() == added.level()) {
            added = new Subtree(added.level() + 1, node(subtrees.pop().hash(), added.hash()));
        }
        subtrees.push(added);
    }

    /** The root over all leaves so far, in hexadecimal; the hash of nothing when there is none. */
    String root() {
        byte[] root = null;
        for (Subtree subtree : subtrees) {
            root = root == null ? subtree.hash() : node(subtree.hash(), root);
        }
        return HexFormat.of().formatHex(root == null ? sha256.digest() : root);
    }

    private byte[] node(byte[] left, byte[] right) {
        sha256.update(NODE);
        sha256.update(left);
        return sha256.digest(right);
    }
}
