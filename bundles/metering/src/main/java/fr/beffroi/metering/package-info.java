/** Readings in, each exactly once; totals out. */
@Export
@Version("1.0.0")
package fr.beffroi.metering;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
