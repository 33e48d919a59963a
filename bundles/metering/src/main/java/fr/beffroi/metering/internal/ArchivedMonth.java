package fr.beffroi.metering.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a month of arrival. Those of readings are gzipped lines as they were sealed, in the order of the UTF-8 bytes of source,
 * then id.
 *
 * @param month UTC
 */
record ArchivedMonth(YearMonth month, Path folder) {
    /** The digests of all other files, as {@code sha256sum} writes and checks them. */
    static final String SUMS = "SHA256SUMS";
    /** The seals of the month's hours and the numbers of their entries in the journal. */
    static final String SEALS = "scelles.tsv";

    static final String README = "LISEZMOI.txt";
    private static final String READINGS = ".tsv.gz";

    static Span spanOf(YearMonth month) {
        return Span.of(
                month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    static YearMonth of(long arrived) {
        return YearMonth.from(Columns.instant(arrived).atOffset(ZoneOffset.UTC));
    }

    Span span() {
        return spanOf(month);
    }

    /** The name of a commune's file. */
    static String nameOf(String tenant) {
        return tenant + READINGS;
    }

    static boolean isOfReadings(String name) {
        return name.endsWith(READINGS);
    }

    static String tenantOf(String name) {
        return name.substring(0, name.length() - READINGS.length());
    }

    /** A file as people are told of it. */
    String shown(String name) {
        return month + "/" + name;
    }

    ArchivedLines lines(String tenant) throws IOException {
        return new ArchivedLines(folder.resolve(nameOf(tenant)));
    }

    /** The digest of a file, in hexadecimal. */
    String digest(String name) throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(folder.resolve(name)), MerkleTree.sha256())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }

    /** The digests that are written down, by name. Names lead nowhere but into the folder. */
    SortedMap<String, String> sums() throws IOException {
        SortedMap<String, String> sums = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve(SUMS))) {
            if (!line.matches("[0-9a-f]{64}  [A-Za-z0-9.]+")) {
                throw new IOException("the line \"" + line + "\" is no digest");
            }
            sums.put(line.substring(66), line.substring(0, 64));
        }
        return sums;
    }
}
