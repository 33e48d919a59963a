package fr.beffroi.api.decision;

import fr.beffroi.api.Commune;
import fr.beffroi.api.Convention;
import fr.beffroi.api.CostPool;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Intercommunality;
import fr.beffroi.api.Offering;
import fr.beffroi.api.Platform;
import fr.beffroi.api.Role;
import fr.beffroi.api.Rollout;
import java.math.BigDecimal;
import java.time.Duration;
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

    /** A platform came in, or its title or the communes it acts for changed. */
    record PlatformDeclared(Platform platform) implements Decision {}

    /** A new password was made for a platform. */
    record PlatformPasswordRenewed(String platform) implements Decision {}

    /** A platform's log-in was taken away. */
    record PlatformWithdrawn(String platform) implements Decision {}

    // Catalogue and subscriptions (broker)

    /** A commune signed a convention with the intercommunality, or another that takes the place of the one before. */
    record ConventionRecorded(Convention convention) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(convention.commune());
        }
    }

    /** An offering came into the catalogue or was described anew. */
    record OfferingPublished(Offering offering) implements Decision {}

    /**
     * A commune subscribed.
     *
     * @param content SHA-256 over the order's parameters and context in canonical JSON, in hexadecimal
     * @param version of the bundle that its instance runs; empty for a service that isn't hosted
     */
    record SubscriptionOrdered(
            String subscription,
            String operation,
            Insee commune,
            String offering,
            String plan,
            String content,
            Optional<String> version)
            implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /**
     * An order was asked for by somebody whom the platform names (OSB 2.17, originating identity).
     *
     * @param operation that the order started
     * @param platform as it names itself
     * @param identity SHA-256 over the identity in canonical JSON, in hexadecimal
     */
    record OrderOriginated(String subscription, String operation, Insee commune, String platform, String identity)
            implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /**
     * A subscription is not made before something else is decided.
     *
     * @param awaited what: {@code convention}, {@code approval}
     */
    record ApprovalAwaited(String subscription, String operation, Insee commune, List<String> awaited)
            implements Decision {
        public ApprovalAwaited {
            awaited = List.copyOf(awaited);
        }

        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /**
     * A subscription that was waited for, or is paid, may be made.
     *
     * @param convention number of the convention it stands on; empty when nothing is paid
     */
    record SubscriptionApproved(String subscription, String operation, Insee commune, Optional<String> convention)
            implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /**
     * A subscription is to change; it does when the operation succeeds.
     *
     * @param plan id of the plan it shall have
     * @param content SHA-256 over the parameters and the context it shall have, in canonical JSON, in hexadecimal
     * @param version of the bundle that its instance shall run; empty for a service that isn't hosted
     */
    record ChangeOrdered(
            String subscription, String operation, Insee commune, String plan, String content, Optional<String> version)
            implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /** Nobody is to use a subscription for a while; from this entry on its credentials don't work. */
    record SuspensionOrdered(String subscription, String operation, Insee commune, String reason) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /** A suspension is to end. */
    record ResumptionOrdered(String subscription, String operation, Insee commune) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /**
     * A subscription is to end.
     *
     * @param notBefore end of the notice, until which it stays in use; empty when there is none
     */
    record EndOrdered(String subscription, String operation, Insee commune, Optional<Instant> notBefore)
            implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /**
     * A program is to get access.
     *
     * @param credential name of the credential, never used before
     * @param content SHA-256 over the order's other content in canonical JSON, in hexadecimal
     * @param predecessor the binding whose place it takes
     * @param expiresAt when it stops working by itself
     */
    record BindingOrdered(
            String subscription,
            String binding,
            String operation,
            Insee commune,
            String credential,
            String content,
            Optional<String> predecessor,
            Optional<Instant> expiresAt)
            implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /** A program's access is to end; from this entry on its credential doesn't work at instances. */
    record UnbindingOrdered(String subscription, String binding, String operation, Insee commune) implements Decision {
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

    /**
     * After a deletion every target was looked at, and nothing of the subscription was found (<i>certificat de suppression</i>).
     *
     * @param targets what was looked at
     * @param archive SHA-256 of the reversibility archive that stays, in hexadecimal; empty when there was nothing to archive
     */
    record DeletionCertified(
            String subscription, String operation, Insee commune, List<String> targets, Optional<String> archive)
            implements Decision {
        public DeletionCertified {
            targets = List.copyOf(targets);
        }

        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /**
     * Something that stood otherwise than the journal says was brought into agreement on request.
     *
     * @param target see {@link fr.beffroi.api.Inspection.Finding}
     * @param what as the target names it
     * @param difference in lower case: {@code missing}, {@code surplus}, {@code different}
     */
    record DriftRepaired(Optional<Insee> commune, String target, String what, String difference) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return commune;
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

    // Upgrades of many communes (broker begins them, provisioning carries them on)

    /**
     * A version of a service is brought to its communes in stages.
     *
     * @param rollout its id
     * @param offering id of the offering
     * @param version of the bundle
     * @param stages who gets it when, and from which version; the first stage begins with this
     */
    record RolloutBegun(String rollout, String offering, String version, List<Rollout.Stage> stages)
            implements Decision {
        public RolloutBegun {
            stages = List.copyOf(stages);
        }
    }

    /**
     * The stage before has stood the test, or a halt was lifted, and so this stage begins.
     *
     * @param stage from 0
     */
    record RolloutAdvanced(String rollout, int stage) implements Decision {}

    /**
     * A rollout goes no further; the communes of its stage go back to the versions they came from.
     *
     * @param sentence why, in French
     */
    record RolloutHalted(String rollout, String sentence) implements Decision {}

    /** The last stage has stood the test too. */
    record RolloutCompleted(String rollout) implements Decision {}

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

    /**
     * The readings of a commune that arrived within an hour were sealed.
     *
     * @param commune whose
     * @param hour first instant of the hour; 1970 for those that had arrived before hours were sealed
     * @param readings how many
     * @param merkleRoot root over the readings and the times of their arrival, in the order of source and id, in hexadecimal
     */
    record HourSealed(Insee commune, Instant hour, long readings, String merkleRoot) implements Decision {
        @Override
        public Optional<Insee> tenant() {
            return Optional.of(commune);
        }
    }

    /**
     * Readings that waited in quarantine were let through by somebody, with their times set right.
     *
     * @param source who had produced them
     * @param readings how many
     * @param shift what was added to their times; negative when the clock of the source was ahead
     */
    record ReadingsReplayed(String source, long readings, Duration shift) implements Decision {}

    /**
     * The readings that arrived within a month were written to files and leave the data store.
     *
     * @param month of arrival, UTC; 1970-01 for those that had arrived before hours were sealed
     * @param readings how many
     * @param sha256 of the list of the files and their digests ({@code SHA256SUMS}), in hexadecimal
     * @param kept the meters, such as {@code actes/storage}, whose readings stay in the data store too: what they say is computed
     *     from each of them
     */
    record ReadingsArchived(YearMonth month, long readings, String sha256, List<String> kept) implements Decision {
        public ReadingsArchived {
            kept = List.copyOf(kept);
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

    // Walls (operations)

    /**
     * Operations tried the walls between communes against the running house. Attempts are named {@code wall/attempt}.
     *
     * @param held how many attempts reached nothing
     * @param breached attempts that got through a wall
     * @param open attempts that got through where one JVM for all can't stop them
     * @param notTried attempts for which there was nothing to try them on
     * @param report name of the file with every attempt and its sentence
     * @param sha256 of that file, in hexadecimal
     */
    record IsolationChecked(
            int held, List<String> breached, List<String> open, List<String> notTried, String report, String sha256)
            implements Decision {
        public IsolationChecked {
            breached = List.copyOf(breached);
            open = List.copyOf(open);
            notTried = List.copyOf(notTried);
        }
    }
}
