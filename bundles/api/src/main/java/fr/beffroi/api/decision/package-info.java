/** Every kind of decision that the journal can hold, on one page. */
@Export
@Version("1.0.0")
package fr.beffroi.api.decision;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
