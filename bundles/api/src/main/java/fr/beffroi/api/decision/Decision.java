package fr.beffroi.api.decision;

import fr.beffroi.api.Commune;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Role;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that was decided and can't be undecided; the journal is a chain of these.
 *
 * <p>A decision carries ids, never personal data, so that erasure under the RGPD and an unbroken chain can both hold. Its name and
 * its fields are kept for ever: a field may be added, none may change its meaning.
 */
public sealed interface Decision {

    /** The commune it concerns; empty when it concerns the whole house. */
    default Optional<Insee> tenant() {
        return Optional.empty();
    }

    // Who lives here (tenancy)

    record IntercommunalityDeclared(Intercommunality intercommunality) implements Decision {}

    /** A commune came in, or its name, SIREN, population or postal codes changed. */
    record CommuneDeclared(Commune commune) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune.insee());
        }
    }

    /** A person got an account; who it is stands in tenancy's own tables. */
    record AccountOpened(Insee commune, UUID account, Role role) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /** Name, mail or role of an account changed. */
    record AccountChanged(Insee commune, UUID account, Role role) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /** A new password was made for an account. */
    record PasswordRenewed(Insee commune, UUID account) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    record AccountClosed(Insee commune, UUID account) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /** The commune is leaving the house; its subscriptions end, then its accounts. */
    record DepartureDecided(Insee commune) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /** Nothing of the commune is left but its archives and its past. */
    record CommuneLeft(Insee commune) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    // Catalogue and subscriptions (broker)

    /** An offering came into the catalogue or was described anew. */
    record OfferingPublished(Offering offering) implements Decision {}

    /**
     * A commune subscribed.
     *
     * @param content SHA-256 over the order's other content in canonical JSON, in hexadecimal
     */
    record SubscriptionOrdered(
            String subscription, String operation, Insee commune, String offering, String plan, String content)
            implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /** A subscription is to end. */
    record EndOrdered(String subscription, String operation, Insee commune) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    // Carrying out (provisioning)

    /** A step of an operation was carried out and stands. */
    record StepDone(String subscription, String operation, Insee commune, String step) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /** A step was taken back: what it had made is gone. */
    record StepUndone(String subscription, String operation, Insee commune, String step) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /** A reversibility archive was written for the commune and stays for it. */
    record ArchiveKept(String subscription, String operation, Insee commune, String file, long bytes, String sha256)
            implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    record OperationSucceeded(String subscription, String operation, Insee commune) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /**
     * An operation was given up.
     *
     * @param step the step that failed
     * @param sentence what went wrong, for a person
     * @param leftovers what could not be undone; empty when nothing stays
     */
    record OperationFailed(
            String subscription, String operation, Insee commune, String step, String sentence, List<String> leftovers)
            implements Decision {
        public OperationFailed {
            leftovers = List.copyOf(leftovers);
        }

        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    // Use and cost (metering, costs)

    /**
     * The readings of one commune on one meter in one span of time are complete; a reading changed, added or removed afterwards no
     * longer fits this.
     *
     * @param from first instant, inclusive
     * @param to last instant, exclusive
     * @param readings how many
     * @param quantity their sum, in the meter's unit
     * @param merkleRoot root over the readings in the order of source and id, in hexadecimal
     */
    record ReadingsSealed(
            Insee commune,
            String offering,
            String meter,
            Instant from,
            Instant to,
            long readings,
            BigDecimal quantity,
            String merkleRoot)
            implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /** The charges of a service in a period were declared, or declared anew before the period was closed. */
    record ChargesDeclared(CostPool pool) implements Decision {}

    /**
     * A period was closed and its statements issued.
     *
     * @param sharedCents what all statements add up to, in euro cents
     * @param statements how many statements
     */
    record PeriodClosed(YearMonth period, long sharedCents, int statements) implements Decision {}

    /**
     * A commune's statement for a period.
     *
     * @param sha256 of the statement's canonical JSON, in hexadecimal
     */
    record StatementIssued(Insee commune, YearMonth period, long totalCents, String sha256) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }
}
