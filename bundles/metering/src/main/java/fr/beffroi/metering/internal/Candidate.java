package fr.beffroi.metering.internal;

import java.util.Optional;

/**
 * A reading on its way in.
 *
 * @param row what would be stored of it
 * @param objection why it can't be taken, a sentence; empty when only the data store can still object
 */
record Candidate(Row row, Optional<String> objection) {}
