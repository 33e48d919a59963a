package fr.beffroi.api;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/** The reversibility archives that stay for the communes (<i>réversibilité</i>). Safe for use by many threads. */
public interface Archives {

    /**
     * The archives of one commune, in the order they were made.
     *
     * @throws Refusal {@link Reason#FORBIDDEN} unless operations, the auditor or the commune's contact ask
     */
    List<Archive> of(Actor actor, Insee tenant);

    /**
     * The content of one archive; the caller closes it.
     *
     * @throws Refusal {@link Reason#FORBIDDEN} as above (the auditor sees the list, not the content), {@link Reason#NOT_FOUND} no
     *     such archive of that commune
     */
    InputStream open(Actor actor, Insee tenant, String file);

    /**
     * An archive.
     *
     * @param file its name
     * @param subscription whose data it holds
     * @param bytes its size
     * @param sha256 its checksum as it stands in the journal, in hexadecimal
     * @param keptAt when it was made
     */
    record Archive(String file, String subscription, long bytes, String sha256, Instant keptAt) {}
}
