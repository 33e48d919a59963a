/** Who lives here: communes, their accounts, and the directory in which they stand. */
@Export
@Version("1.0.0")
package fr.beffroi.tenancy;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
