package fr.beffroi.provisioning;

import fr.beffroi.hosting.Hosting;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The reversibility archive (<i>réversibilité</i>): before anything of a subscription is deleted, all its data is written out for the
 * commune. It stays; no undo ever takes it back.
 */
final class ArchiveStep implements Step {
    private final Hosting hosting;
    private final InstanceStep instance;
    private final CheckStep check;
    private final DirectoryStep directory;
    private final ArchiveParts parts;
    private final ArchiveWriter writer;
    private final JournaledArchives archives;
    private final Outcomes outcomes;

    ArchiveStep(
            Hosting hosting,
            InstanceStep instance,
            CheckStep check,
            DirectoryStep directory,
            ArchiveParts parts,
            ArchiveWriter writer,
            JournaledArchives archives,
            Outcomes outcomes) {
        this.hosting = hosting;
        this.instance = instance;
        this.check = check;
        this.directory = directory;
        this.parts = parts;
        this.writer = writer;
        this.archives = archives;
        this.outcomes = outcomes;
    }

    @Override
    public String name() {
        return "archive";
    }

    /**
     * Only what was in use has something to archive: the last step of its making stands. That is also the first thing an end takes
     * back, so an end taken up in its middle doesn't ask a half-deleted instance for its data.
     */
    @Override
    public boolean concerns(Work work) {
        return work.stands(work.hosted() ? check : directory)
                && !archives.keptBy(work.operation().id());
    }

    @Override
    public void carryOut(Work work) throws IOException {
        outcomes.archived(work, writer.write(work, parts.whole(), folder -> export(work, folder)));
    }

    /**
     * What is confirmed to somebody after the export would be in no archive and deleted: so nobody is let in from here on, until
     * all is deleted or the operation has failed for good. Then {@link InstanceStep#restore} lets them in again.
     */
    private void export(Work work, Path folder) throws IOException {
        if (!work.hosted()) {
            return;
        }
        if (!instance.isOpen(work)) {
            instance.carryOut(work);
        }
        hosting.withdraw(work.tenant(), work.service());
        hosting.export(work.tenant(), work.service(), folder);
    }

    @Override
    public void undo(Work work) {
        throw new UnsupportedOperationException("an archive stays");
    }

    @Override
    public String failure() {
        return "L'archive de réversibilité n'a pas pu être constituée ; rien n'a été supprimé";
    }
}
