/** Runs one instance of a service bundle for one commune, inside that commune's walls. */
@Export
@Version("1.0.0")
package fr.beffroi.hosting;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
