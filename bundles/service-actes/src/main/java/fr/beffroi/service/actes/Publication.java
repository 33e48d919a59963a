package fr.beffroi.service.actes;

import fr.beffroi.api.hosted.MeterHandle;
import fr.beffroi.api.hosted.TenantContext;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * Puts acts online: first the document, then the entry in the register, then the readings. An act counts as published when it is in
 * the register; its readings are recorded until they have arrived, over restarts too.
 */
final class Publication {
    private final ActRegister register;
    private final Documents documents;
    private final Clock clock;
    private final MeterHandle acts;
    private final MeterHandle bytes;
    private final Logger log;

    Publication(TenantContext context, ActRegister register, Documents documents) {
        this.register = register;
        this.documents = documents;
        this.clock = context.clock();
        this.acts = context.meter("acts-published");
        this.bytes = context.meter("bytes-stored");
        this.log = context.logger();
    }

    /**
     * What became of a submission.
     *
     * @param act as it stands in the register
     * @param isNew whether it was published just now; otherwise the very same act was published before
     */
    record Outcome(Act act, boolean isNew) {}

    /** @throws Problem when the number is taken by another act, or the document is refused */
    Outcome publish(Submission submission, InputStream document) throws IOException, SQLException {
        Documents.Received received = documents.receive(document);
        Act act = new Act(
                submission.number(),
                submission.nature(),
                submission.date(),
                submission.subject(),
                submission.signatory(),
                received.sha256(),
                received.size(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        if (register.add(act)) {
            meter(act);
            return new Outcome(act, true);
        }
        Optional<Act> standing = register.find(act.number()).filter(act::sameAs);
        return new Outcome(
                standing.orElseThrow(() -> new Problem(
                        409,
                        "Numéro déjà attribué",
                        "L'acte " + act.number()
                                + " est déjà publié avec un autre contenu ; un acte publié ne change plus. Donnez un"
                                + " autre numéro.")),
                false);
    }

    /** Records the readings that may not have arrived. */
    void meterTheRest() throws SQLException {
        register.notMetered().forEach(this::meter);
    }

    private void meter(Act act) {
        acts.record(act.number(), BigDecimal.ONE, act.publishedAt())
                .thenCombine(
                        bytes.record(act.number(), BigDecimal.valueOf(act.size()), act.publishedAt()),
                        (one, other) -> act.number())
                .whenComplete((number, failure) -> {
                    try {
                        if (failure != null) {
                            log.warn(
                                    "The readings of the act {} have not arrived yet: {}",
                                    act.number(),
                                    failure.getMessage());
                        } else {
                            register.setMetered(number);
                        }
                    } catch (SQLException e) {
                        log.warn("The act {} could not be marked as metered; it will be tried again", act.number(), e);
                    }
                });
    }
}
