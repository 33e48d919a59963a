/**
 * Carries accepted orders out: Camel routes from the journal to the directory, the database and hosting.
 *
 * <p>Nothing is exported; the room follows the journal and is found through {@link fr.beffroi.api.Archives}, {@link
 * fr.beffroi.api.Inspection} and {@link fr.beffroi.api.Readiness}.
 */
package fr.beffroi.provisioning;
