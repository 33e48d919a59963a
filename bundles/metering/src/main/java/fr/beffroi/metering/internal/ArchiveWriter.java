package fr.beffroi.metering.internal;

import fr.beffroi.store.Store;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the readings that arrived within a month to an empty folder, a file for each commune, and beside them what is needed to check
 * them without this program. All of it is on the disk when {@link #write} returns. To be used once.
 */
final class ArchiveWriter {

    /** A file of readings; see {@link SqlArchived.File}. */
    record Written(String tenant, long readings, long firstAt, long lastAt) {}

    private final Store store;
    private final ArchivedMonth month;
    private final Consumer<String> progress;

    private final SortedMap<String, String> sums = new TreeMap<>();
    private final List<Written> files = new ArrayList<>();

    private String tenant = "";
    private Out out;
    private long readings;
    private long firstAt;
    private long lastAt;

    /** @param progress is told of each file */
    ArchiveWriter(Store store, ArchivedMonth month, Consumer<String> progress) {
        this.store = store;
        this.month = month;
        this.progress = progress;
    }

    /** @return the files, by commune */
    List<Written> write(MonthSeals seals) throws IOException {
        try {
            store.read(sql -> {
                Arrived.each(sql, store, month.span(), this::add);
                return null;
            });
            end();
        } finally {
            if (out != null) {
                out.text.close();
            }
        }
        writeText(ArchivedMonth.SEALS, seals(seals));
        writeText(ArchivedMonth.README, readme());
        StringBuilder list = new StringBuilder();
        sums.forEach((name, sum) -> list.append(sum).append("  ").append(name).append('\n'));
        writeText(ArchivedMonth.SUMS, list.toString());
        ArchiveFolder.sync(month.folder());
        return List.copyOf(files);
    }

    private void add(Arrived reading) {
        try {
            if (!reading.row().tenant().equals(tenant)) {
                end();
                begin(reading.row());
            }
            out.text.write(reading.line());
            out.text.write('\n');
            readings++;
            firstAt = Math.min(firstAt, reading.row().at());
            lastAt = Math.max(lastAt, reading.row().at());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin(Row first) throws IOException {
        tenant = first.tenant();
        out = new Out(month, ArchivedMonth.nameOf(tenant), true);
        readings = 0;
        firstAt = first.at();
        lastAt = first.at();
    }

    private void end() {
        if (out != null) {
            try {
                sums.put(ArchivedMonth.nameOf(tenant), out.end());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            out = null;
            files.add(new Written(tenant, readings, firstAt, lastAt));
            progress.accept(month.shown(ArchivedMonth.nameOf(tenant)) + " is written: " + readings + " readings");
        }
    }

    private void writeText(String name, String text) throws IOException {
        Out file = new Out(month, name, false);
        try {
            file.text.write(text);
            sums.put(name, file.end());
        } finally {
            file.text.close();
        }
    }

    private static String seals(MonthSeals seals) {
        StringBuilder text = new StringBuilder("commune\theure\trelevés\tracine\tentrée\n");
        for (String tenant : seals.tenants()) {
            seals.of(tenant)
                    .forEach((hour, one) -> text.append(String.join(
                            "\t",
                            tenant,
                            one.seal().hour().toString(),
                            Long.toString(one.seal().readings()),
                            one.seal().merkleRoot(),
                            Long.toString(one.entry()) + "\n")));
        }
        return text.toString();
    }

    private String readme() {
        return String.format(Locale.ROOT, """
                Relevés arrivés en %s (mois UTC), archivés par Beffroi
                %s

                Ces fichiers prouvent ce qui a été facturé : pièces comptables, à conserver avec les états du même mois.
                Rien d'autre que des outils courants n'est nécessaire pour les lire et les vérifier.

                NNNNN.tsv.gz   les relevés de la commune de code INSEE NNNNN, un par ligne (UTF-8, tabulations, sans en-tête)
                scelles.tsv    les scellés des heures : commune, heure (UTC), nombre de relevés, racine, entrée du journal
                SHA256SUMS     l'empreinte de chacun des autres fichiers ; la sienne est dans le journal (ReadingsArchived)

                Lire              gunzip -c 30189.tsv.gz | head
                Vérifier          sha256sum -c SHA256SUMS
                Rattacher         sha256sum SHA256SUMS      c'est l'empreinte que donne le journal pour ce mois
                Vérifier l'ordre  gunzip -c 30189.tsv.gz | LC_ALL=C sort -c -t "$(printf '\\t')" -k2,2 -k3,3
                Additionner       gunzip -c 30189.tsv.gz | awk -F'\\t' '{n[$5"/"$6]++; s[$5"/"$6]+=$8} END {for (m in n) print m, n[m], s[m]/1000000}'

                Les champs : 1 arrivée, 2 source, 3 identifiant, 4 commune, 5 service, 6 compteur, 7 instant de l'usage, 8 quantité,
                9 (s'il y est) l'identifiant du relevé que celui-ci reprend en entier (contre-passation : quantité opposée),
                10 (s'il y est) l'élément dont il parle (item) ; le champ 9 est alors là aussi, vide si rien n'est repris.
                Les instants sont en microsecondes depuis le 1er janvier 1970 UTC, les quantités en millionièmes de l'unité du compteur.

                Refaire le scellé d'une heure : les lignes dont le champ 1 est dans l'heure, dans l'ordre du fichier, sont les feuilles d'un
                arbre de Merkle (RFC 6962 §2.1, SHA-256), chacune sans sa fin de ligne. Feuille = SHA-256(octet 0, ligne) ; nœud =
                SHA-256(octet 1, gauche, droite). La racine est celle de scelles.tsv et de l'entrée HourSealed du journal.

                Beffroi fait tout cela pour chaque fichier : ./beffroi verify
                """, month.month(), "=".repeat(60));
    }

    /** A file that is written, with the digest of its bytes. */
    private static final class Out {
        private final FileChannel channel;
        private final DigestOutputStream bytes;
        private final OutputStream packed;
        private final Writer text;

        Out(ArchivedMonth month, String name, boolean pack) throws IOException {
            channel = FileChannel.open(
                    month.folder().resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            bytes = new DigestOutputStream(Channels.newOutputStream(channel), MerkleTree.sha256());
            packed = pack ? new GZIPOutputStream(bytes, 64 * 1024) : bytes;
            text = new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8));
        }

        /** @return the digest, in hexadecimal */
        String end() throws IOException {
            text.flush();
            if (packed instanceof GZIPOutputStream zip) {
                zip.finish();
            }
            bytes.flush();
            channel.force(true);
            text.close();
            return HexFormat.of().formatHex(bytes.getMessageDigest().digest());
        }
    }
}
