package fr.beffroi.journal;

import fr.beffroi.api.decision.Decision;
import java.time.Instant;

/**
 * An entry of the journal.
 *
 * @param number counts from 1, without gaps
 * @param at when it was decided; never before the entry before it
 * @param by id of the {@link fr.beffroi.api.Actor} who decided
 * @param decision what was decided
 * @param hash SHA-256 over the hash of the entry before and this entry's own content, in hexadecimal
 */
public record Entry(long number, Instant at, String by, Decision decision, String hash) {}
