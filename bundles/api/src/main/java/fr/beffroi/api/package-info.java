/**
 * The words of the house as records, and the verbs that the edges (OSB, REST, portal, shell) call on the rooms behind them.
 *
 * <p>This package knows no library and no room. Everything in it is immutable and checks itself when it is made: a value that
 * exists is a value that is right.
 */
@Export
@Version("1.0.0")
package fr.beffroi.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
