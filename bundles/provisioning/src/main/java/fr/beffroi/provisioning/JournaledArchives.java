package fr.beffroi.provisioning;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Archives;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision.ArchiveKept;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Journal;
import fr.beffroi.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The archives that the journal knows of; a file that no entry names doesn't exist for anybody. */
@Component(
        service = {Archives.class, JournaledArchives.class},
        configurationPid = "fr.beffroi.provisioning")
public final class JournaledArchives implements Archives {
    private final Store store;
    private final Path folder;
    private final Journal.Attachment attachment;

    @Activate
    public JournaledArchives(@Reference Store store, @Reference Journal journal, Settings settings) {
        this.store = store;
        this.folder = Path.of(settings.data()).resolve("archives");
        store.migrate("provisioning", JournaledArchives.class.getClassLoader());
        attachment = journal.attach("provisioning", JournaledArchives::project);
    }

    @Deactivate
    public void close() {
        attachment.close();
    }

    @Override
    public List<Archive> of(Actor actor, Insee tenant) {
        actor.require(Role.STAFF, Role.AUDITOR, Role.CONTACT);
        requireOwn(actor, tenant);
        return store.read(sql -> sql.createQuery("SELECT file, subscription, bytes, sha256, kept_at FROM"
                        + " provisioning_archive WHERE tenant = :tenant ORDER BY number")
                .bind("tenant", tenant.code())
                .map((row, context) -> new Archive(
                        row.getString("file"),
                        row.getString("subscription"),
                        row.getLong("bytes"),
                        row.getString("sha256"),
                        Instant.EPOCH.plus(row.getLong("kept_at"), ChronoUnit.MICROS)))
                .list());
    }

    @Override
    public InputStream open(Actor actor, Insee tenant, String file) {
        actor.require(Role.STAFF, Role.CONTACT);
        requireOwn(actor, tenant);
        // Only a name that the journal holds ever becomes part of a path.
        Archive archive = of(actor, tenant).stream()
                .filter(one -> one.file().equals(file))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND, "The commune " + tenant + " has no archive of that name; see the list."));
        try {
            return Files.newInputStream(folder.resolve(tenant.code()).resolve(archive.file()));
        } catch (IOException cause) {
            throw new Refusal(
                    Reason.UNAVAILABLE,
                    "The archive " + archive.file() + " can't be read from the data folder; operations can restore it"
                            + " from a backup.",
                    cause);
        }
    }

    /** Whether an operation has kept its archive. */
    boolean keptBy(String operation) {
        return store.read(
                sql -> sql.createQuery("SELECT count(*) FROM provisioning_archive WHERE operation = :operation")
                                .bind("operation", operation)
                                .mapTo(long.class)
                                .one()
                        > 0);
    }

    /** The checksum of the archive that stays of a subscription's life; empty when there was nothing to archive. */
    Optional<String> ofLife(Subscription subscription) {
        return store.read(sql -> sql.createQuery("SELECT sha256 FROM provisioning_archive WHERE tenant = :tenant AND"
                        + " subscription = :subscription AND kept_at >= :ordered ORDER BY number DESC LIMIT 1")
                .bind("tenant", subscription.tenant().code())
                .bind("subscription", subscription.id())
                .bind("ordered", micros(subscription.orderedAt()))
                .mapTo(String.class)
                .findOne());
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static void requireOwn(Actor actor, Insee tenant) {
        if (actor.role() == Role.CONTACT && !actor.belongsTo(tenant)) {
            throw new Refusal(Reason.FORBIDDEN, "The archives of another commune are not yours to see.");
        }
    }

    private static void project(Handle sql, Entry entry) {
        if (entry.decision() instanceof ArchiveKept kept) {
            sql.createUpdate("INSERT INTO provisioning_archive (number, tenant, file, subscription, operation, bytes,"
                            + " sha256, kept_at) VALUES (:number, :tenant, :file, :subscription, :operation, :bytes,"
                            + " :sha256, :at)")
                    .bind("number", entry.number())
                    .bind("tenant", kept.commune().code())
                    .bind("file", kept.file())
                    .bind("subscription", kept.subscription())
                    .bind("operation", kept.operation())
                    .bind("bytes", kept.bytes())
                    .bind("sha256", kept.sha256())
                    .bind("at", micros(entry.at()))
                    .execute();
        }
    }
}
