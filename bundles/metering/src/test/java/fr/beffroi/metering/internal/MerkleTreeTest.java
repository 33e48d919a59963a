package fr.beffroi.metering.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {

    @Test
    void theRootIsThatOfTheDefinitionForEverySize() throws Exception {
        for (int size = 0; size < 70; size++) {
            List<byte[]> leaves = IntStream.range(0, size)
                    .mapToObj(i -> ("leaf " + i).getBytes(StandardCharsets.UTF_8))
                    .toList();

            assertEquals(HexFormat.of().formatHex(definition(leaves)), root(leaves), size + " leaves");
        }
    }

    /** Leaves and root as published with the first implementation of RFC 6962. */
    @Test
    void theRootOfThePublishedExampleComesOut() {
        List<byte[]> leaves = List.of(
                        "",
                        "00",
                        "10",
                        "2021",
                        "3031",
                        "40414243",
                        "5051525354555657",
                        "606162636465666768696a6b6c6d6e6f")
                .stream()
                .map(HexFormat.of()::parseHex)
                .toList();

        assertEquals("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328", root(leaves));
    }

    private static String root(List<byte[]> leaves) {
        MerkleTree tree = new MerkleTree();
        leaves.forEach(tree::add);
        return tree.root();
    }

    /** RFC 6962, section 2.1, word for word. */
    private static byte[] definition(List<byte[]> leaves) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        if (leaves.isEmpty()) {
            return sha256.digest();
        }
        if (leaves.size() == 1) {
            sha256.update((byte) 0);
            return sha256.digest(leaves.get(0));
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        sha256.update((byte) 1);
        sha256.update(definition(leaves.subList(0, split)));
        sha256.update(definition(leaves.subList(split, leaves.size())));
        return sha256.digest();
    }
}
