package fr.beffroi.metering.internal;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jdbi.v3.core.Handle;

/**
 * A part of what was sealed of a commune's hour: lines of text, gzipped.
 *
 * @param number from 0
 */
record Page(String tenant, long hour, int number, byte[] content) {
    /** Lines a page: some megabytes of text, some hundred kilobytes of page. */
    static final int MOST_LINES = 50_000;

    static Page of(String tenant, long hour, int number, List<String> lines) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(content)) {
            for (String line : lines) {
                zip.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Page(tenant, hour, number, content.toByteArray());
    }

    /** Written again by whoever seals the same hour again, with the same content. */
    void put(Handle sql) {
        sql.createUpdate("INSERT INTO metering_page (tenant, hour, number, content)"
                        + " VALUES (:tenant, :hour, :number, :content)"
                        + " ON CONFLICT (tenant, hour, number) DO UPDATE SET content = excluded.content")
                .bind("tenant", tenant)
                .bind("hour", hour)
                .bind("number", number)
                .bind("content", content)
                .execute();
    }

    /** The lines of a commune's hour, one by one; from one on that can't be unpacked they are missing. */
    static void eachLine(Handle sql, String tenant, long hour, Consumer<String> consumer) {
        sql.createQuery("SELECT content FROM metering_page WHERE tenant = :tenant AND hour = :hour ORDER BY number")
                .bind("tenant", tenant)
                .bind("hour", hour)
                .setFetchSize(1)
                .map((columns, context) -> columns.getBytes("content"))
                .forEach(content -> unpack(content, consumer));
    }

    private static void unpack(byte[] content, Consumer<String> consumer) {
        try (BufferedReader text = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(content)), StandardCharsets.UTF_8))) {
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                consumer.accept(line);
            }
        } catch (IOException damaged) {
            // Then the lines don't fit their root, which is what the audit tells.
        }
    }
}
