/** What each commune owes, to the cent, with the readings behind it. */
@Export
@Version("1.0.0")
package fr.beffroi.costs;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
