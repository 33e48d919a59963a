package fr.beffroi.hosting.testing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A service bundle of one class, which is the component.
 *
 * @param symbolicName of the bundle
 * @param version of the bundle
 * @param imports packages, as in {@code Import-Package}
 * @param component its name; a servlet and hosted service whose constructor takes the context. It isn't loaded
 */
public record SmallBundle(String symbolicName, String version, String imports, String component) {
    /** What most services import. */
    public static final String IMPORTS = "fr.beffroi.api,fr.beffroi.api.hosted,jakarta.servlet,jakarta.servlet.http";

    /** Runs {@link EvilService}. */
    public static SmallBundle evil() {
        return new SmallBundle(
                "fr.beffroi.hosting.evil", "1.0.0", IMPORTS + ",javax.sql", "fr.beffroi.hosting.testing.EvilService");
    }

    /**
     * Writes it into the folder of service bundles under the name that hosting looks for.
     *
     * @return the jar
     */
    public Path into(Path services) throws IOException {
        return writeTo(services.resolve(symbolicName + "-" + version + ".jar"));
    }

    /** Writes it. @return that file */
    public Path writeTo(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Manifest-Version", "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", symbolicName);
        attributes.putValue("Bundle-Version", version);
        attributes.putValue("Import-Package", imports);
        attributes.putValue("Service-Component", "OSGI-INF/sample.xml");
        attributes.putValue("Require-Capability", "osgi.extender;filter:=\"(osgi.extender=osgi.component)\"");
        String description = """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="sample" init="1">
                  <implementation class="%s"/>
                  <service>
                    <provide interface="jakarta.servlet.Servlet"/>
                    <provide interface="fr.beffroi.api.hosted.HostedService"/>
                  </service>
                  <reference name="context" interface="fr.beffroi.api.hosted.TenantContext" parameter="0"/>
                </scr:component>
                """.formatted(component);
        String classFile = component.replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                InputStream code = SmallBundle.class.getClassLoader().getResourceAsStream(classFile)) {
            if (code == null) {
                throw new FileNotFoundException(classFile);
            }
            out.putNextEntry(new JarEntry("OSGI-INF/sample.xml"));
            out.write(description.getBytes(StandardCharsets.UTF_8));
            out.putNextEntry(new JarEntry(classFile));
            code.transferTo(out);
        }
        return jar;
    }
}
