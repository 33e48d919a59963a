/**
 * All that the author of a hosted service needs to know.
 *
 * <p>A service is one bundle with one Declarative Services component that provides {@code jakarta.servlet.Servlet} and {@link
 * fr.beffroi.api.hosted.HostedService} and asks for a {@link fr.beffroi.api.hosted.TenantContext}. One instance of the bundle runs for
 * each commune that subscribed, inside that commune's walls; requests to {@code /t/{insee}/{service}/…} reach its servlet with
 * that prefix as context path and the caller as {@code getUserPrincipal()}.
 */
@Export
@Version("1.0.0")
package fr.beffroi.api.hosted;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
