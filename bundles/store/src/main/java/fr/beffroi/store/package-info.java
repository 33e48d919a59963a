/** The data store: transactions for the rooms, and a database of its own for each instance. */
@Export
@Version("1.0.0")
package fr.beffroi.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
