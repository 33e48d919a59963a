package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.hosting.sample.SampleService;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reading what a compiler wrote, and what nobody should have. */
class ClassFileTest {
    private static final int TRIES = 20_000;

    @Test
    void aClassTellsWhatItNames() throws Exception {
        ClassFile sample = ClassFile.read(sample());

        assertEquals("fr/beffroi/hosting/sample/SampleService", sample.name());
        assertEquals(Optional.of("jakarta/servlet/http/HttpServlet"), sample.superclass());
        assertEquals(List.of("fr/beffroi/api/hosted/HostedService"), sample.interfaces());
        assertTrue(sample.methods().contains("check()V"), sample::toString);
        assertTrue(
                sample.members()
                        .contains(new ClassFile.Member(
                                "java/nio/file/Files", "readString", "(Ljava/nio/file/Path;)Ljava/lang/String;")),
                sample::toString);
    }

    @Test
    void aClassThatIsCutOffIsRefusedWhereverItIsCut() throws IOException {
        byte[] whole = sample();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            ClassFile.Unreadable refusal = assertThrows(ClassFile.Unreadable.class, () -> ClassFile.read(cut));
            assertEquals("ends too early for a class", refusal.getMessage());
        }
        assertEquals("goes on after its end", said(Arrays.copyOf(whole, whole.length + 1)));
        assertEquals("doesn't begin as a class does", said(new byte[100]));
    }

    /** Whatever is thrown but that makes this test fail. */
    @Test
    void garbageIsRefusedAndNothingElseHappens() throws IOException {
        Random random = new Random(30189);
        byte[] whole = sample();
        int refused = 0;
        for (int i = 0; i < TRIES; i++) {
            byte[] spoiled = whole.clone();
            // Its beginning, where the constants are, more often than the rest.
            for (int flaws = 1 + random.nextInt(4); flaws > 0; flaws--) {
                spoiled[4 + random.nextInt(random.nextInt(spoiled.length - 4) + 1)] = (byte) random.nextInt();
            }
            refused += said(spoiled).isEmpty() ? 0 : 1;
        }
        assertTrue(refused > TRIES / 10, refused + " of " + TRIES + " were refused");
    }

    /** Empty when it could be read. */
    private static String said(byte[] bytes) {
        try {
            ClassFile.read(bytes);
            return "";
        } catch (ClassFile.Unreadable e) {
            return e.getMessage();
        }
    }

    private static byte[] sample() throws IOException {
        try (InputStream in = SampleService.class.getResourceAsStream("SampleService.class")) {
            return in.readAllBytes();
        }
    }
}
