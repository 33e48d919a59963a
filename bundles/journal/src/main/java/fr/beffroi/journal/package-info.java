/** The append-only, hash-chained record of every decision, and the one writer through which decisions are taken. */
@Export
@Version("1.0.0")
package fr.beffroi.journal;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
