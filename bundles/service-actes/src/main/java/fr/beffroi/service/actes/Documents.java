package fr.beffroi.service.actes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The documents in the instance's files folder, each named by its SHA-256: {@code documents/<sha256>.pdf}. A document is there as a
 * whole and on the disk, or not at all.
 */
final class Documents {
    /** Bytes of the largest document: 20 MB. */
    static final long LARGEST = 20L * 1024 * 1024;

    private static final byte[] PDF = {'%', 'P', 'D', 'F', '-'};

    private final Path incoming;
    private final Path documents;
    private final Path probe;

    Documents(Path files) throws IOException {
        this.incoming = Files.createDirectories(files.resolve("incoming"));
        this.documents = Files.createDirectories(files.resolve("documents"));
        this.probe = incoming.resolve("probe");
        try (DirectoryStream<Path> interrupted = Files.newDirectoryStream(incoming, "*.part")) {
            for (Path one : interrupted) {
                Files.delete(one);
            }
        }
    }

    /**
     * A document that was received.
     *
     * @param sha256 in hexadecimal
     * @param size in bytes
     */
    record Received(String sha256, long size) {}

    /**
     * Takes a document in, a piece at a time.
     *
     * @throws Problem when it is no PDF or too large; nothing of it stays
     */
    Received receive(InputStream in) throws IOException {
        Path part = incoming.resolve(UUID.randomUUID() + ".part");
        try {
            MessageDigest digest = sha256();
            long size;
            try (FileChannel file = create(part)) {
                size = copy(in, new DigestOutputStream(Channels.newOutputStream(file), digest));
                file.force(true);
            }
            String sha256 = HexFormat.of().formatHex(digest.digest());
            Files.move(part, path(sha256), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel folder = FileChannel.open(documents, StandardOpenOption.READ)) {
                folder.force(true);
            }
            return new Received(sha256, size);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static FileChannel create(Path part) {
        try {
            return FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw notStored(e);
        }
    }

    private static long copy(InputStream in, OutputStream out) throws IOException {
        byte[] start = in.readNBytes(PDF.length);
        if (!Arrays.equals(start, PDF)) {
            throw Problem.invalid("Le document n'est pas un PDF : son contenu doit commencer par « %PDF- ».");
        }
        write(out, start, start.length);
        long size = start.length;
        byte[] buffer = new byte[64 * 1024];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            size += read;
            if (size > LARGEST) {
                throw tooLarge();
            }
            write(out, buffer, read);
        }
        return size;
    }

    private static void write(OutputStream out, byte[] bytes, int length) {
        try {
            out.write(bytes, 0, length);
        } catch (IOException e) {
            throw notStored(e);
        }
    }

    private static Problem notStored(IOException why) {
        return new Problem(
                507, "Stockage indisponible", "Le document n'a pas pu être enregistré ; prévenez l'exploitation.", why);
    }

    static Problem tooLarge() {
        return new Problem(
                413, "Document trop volumineux", "Un document compte au plus 20 Mo ; réduisez-le ou scindez-le.");
    }

    /** Where a document lies. */
    Path path(String sha256) {
        return documents.resolve(sha256 + ".pdf");
    }

    /**
     * Copies a document out.
     *
     * @throws IOException when it isn't the document that was received
     */
    void copyTo(Act act, Path target) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(target), digest)) {
            Files.copy(path(act.sha256()), out);
        }
        if (!act.sha256().equals(HexFormat.of().formatHex(digest.digest()))) {
            throw new IOException("The document of the act " + act.number() + " is not the one that was published.");
        }
    }

    /** Writes a small file, always the same: it takes no more room, so what is in a full folder can still be read. */
    void probe() throws IOException {
        Files.writeString(probe, "probe", StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
