package fr.beffroi.hosting.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Tiny bundles, compiled as the test that needs them writes them. */
final class Compiled {
    private Compiled() {}

    /**
     * Compiles one source.
     *
     * @param name of its class
     * @return the classes, by the names of their files
     */
    static Map<String, byte[]> classes(String name, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> written = new TreeMap<>();
        JavaFileManager files = new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String type, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:///" + type.replace('$', '_')), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return written.computeIfAbsent(
                                type.replace('.', '/') + ".class", key -> new ByteArrayOutputStream());
                    }
                };
            }
        };
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("memory:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        if (!compiler.getTask(null, files, null, List.of("-Xlint:none", "-nowarn"), null, List.of(file))
                .call()) {
            throw new IllegalArgumentException("This doesn't compile: " + source);
        }
        Map<String, byte[]> classes = new TreeMap<>();
        written.forEach((type, bytes) -> classes.put(type, bytes.toByteArray()));
        return classes;
    }

    /** A class that does this one thing. */
    static Map<String, byte[]> doing(String statement) {
        return classes("tiny.Service", "package tiny; " + service("Service", statement));
    }

    /** A class for each of these, {@code tiny.Service0} and so on: the compiler takes its time to begin. */
    static Map<String, byte[]> doing(List<String> statements) {
        StringBuilder source = new StringBuilder("package tiny; ");
        for (int i = 0; i < statements.size(); i++) {
            source.append(service("Service" + i, statements.get(i)));
        }
        return classes("tiny.All", source.toString());
    }

    private static String service(String name, String statement) {
        return """
                class %s {
                    interface Work { void go() throws Throwable; }
                    void work(java.nio.file.Path path, Object any) throws Throwable { %s }
                }
                """.formatted(name, statement);
    }

    /** @param headers of its manifest */
    static Path jar(Path jar, Map<String, String> headers, Map<String, byte[]> entries) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return jar;
    }
}
