package fr.beffroi.metering.internal;

import fr.beffroi.api.Reading;
import java.util.Optional;

/**
 * A reading on its way in.
 *
 * @param objection why it can't be taken, a sentence; empty when only the data store can still object
 */
record Candidate(Reading reading, Optional<String> objection) {}
