/** Who is calling. */
@Export
@Version("1.0.0")
package fr.beffroi.access;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
