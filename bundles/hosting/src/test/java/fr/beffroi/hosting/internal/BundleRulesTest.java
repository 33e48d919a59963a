package fr.beffroi.hosting.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What classes may and may not do, as a compiler puts it into a bundle. */
class BundleRulesTest {
    private static final String DELEGATED = "com.sun.*, javax.transaction";

    /** What is done, what it is told as, and the rule. */
    private static final String OUT_OF_THE_ROOM = """
            Class.forName("a.B") | java.lang.Class.forName | reflection
            any.getClass().getClassLoader() | java.lang.Class.getClassLoader | reflection
            any.getClass().getMethod("x").setAccessible(true) | java.lang.reflect.Method.setAccessible | reflection
            any.getClass().getMethod("x").invoke(any) | java.lang.reflect.Method.invoke | reflection
            java.lang.invoke.MethodHandles.lookup() | java.lang.invoke.MethodHandles.lookup | reflection
            java.lang.invoke.MethodHandles.privateLookupIn(any.getClass(), null) | java.lang.invoke.MethodHandles.privateLookupIn | reflection
            StackWalker.getInstance() | java.lang.StackWalker.getInstance | reflection
            ClassLoader.getSystemClassLoader() | java.lang.ClassLoader.getSystemClassLoader | loading
            System.load("/tmp/x.so") | java.lang.System.load | loading
            System.loadLibrary("x") | java.lang.System.loadLibrary | loading
            java.util.ServiceLoader.load(Runnable.class) | java.util.ServiceLoader.load | loading
            System.exit(1) | java.lang.System.exit | process
            Runtime.getRuntime().halt(1) | java.lang.Runtime.halt | process
            new ProcessBuilder("sh").start() | java.lang.ProcessBuilder.start | process
            ProcessHandle.current() | java.lang.ProcessHandle.current | process
            java.lang.management.ManagementFactory.getRuntimeMXBean() | java.lang.management.ManagementFactory.getRuntimeMXBean | process
            javax.management.MBeanServerFactory.findMBeanServer(null) | javax.management.MBeanServerFactory.findMBeanServer | process
            System.getenv("BEFFROI_DB_PASSWORD") | java.lang.System.getenv | environment
            System.getProperty("user.home") | java.lang.System.getProperty | environment
            System.getProperties() | java.lang.System.getProperties | environment
            System.setProperty("a", "b") | java.lang.System.setProperty | environment
            Boolean.getBoolean("a") | java.lang.Boolean.getBoolean | environment
            new java.io.File("/etc/passwd").delete() | java.io.File.delete | files
            new java.io.FileInputStream("/etc/passwd") | java.io.FileInputStream.<init> | files
            new java.io.PrintWriter("/tmp/x") | java.io.PrintWriter.<init> | files
            new java.util.Formatter("/tmp/x") | java.util.Formatter.<init> | files
            java.nio.file.Path.of("/etc") | java.nio.file.Path.of | files
            java.nio.file.Paths.get("/etc") | java.nio.file.Paths.get | files
            java.nio.file.FileSystems.getDefault() | java.nio.file.FileSystems.getDefault | files
            java.nio.file.Files.createTempFile("a", "b") | java.nio.file.Files.createTempFile | files
            java.nio.file.spi.FileSystemProvider.installedProviders() | java.nio.file.spi.FileSystemProvider.installedProviders | files
            new java.util.zip.ZipFile("/tmp/x.zip") | java.util.zip.ZipFile.<init> | files
            new java.net.Socket("localhost", 1) | java.net.Socket.<init> | network
            java.net.http.HttpClient.newHttpClient() | java.net.http.HttpClient.newHttpClient | network
            java.net.URI.create("http://a").toURL() | java.net.URI.toURL | network
            new java.net.URL("http://a").openStream() | java.net.URL.openStream | network
            java.net.InetAddress.getByName("a") | java.net.InetAddress.getByName | network
            java.nio.channels.SocketChannel.open() | java.nio.channels.SocketChannel.open | network
            new javax.naming.InitialContext() | javax.naming.InitialContext.<init> | network
            java.sql.DriverManager.getConnection("jdbc:x") | java.sql.DriverManager.getConnection | database
            Thread.currentThread().setContextClassLoader(null) | java.lang.Thread.setContextClassLoader | threads
            Thread.getAllStackTraces() | java.lang.Thread.getAllStackTraces | threads
            java.util.concurrent.ForkJoinPool.commonPool() | java.util.concurrent.ForkJoinPool.commonPool | threads
            java.lang.ref.Cleaner.create() | java.lang.ref.Cleaner.create | threads
            java.util.concurrent.CompletableFuture.runAsync(null) | java.util.concurrent.CompletableFuture.runAsync | threads
            new java.util.concurrent.CompletableFuture<Object>().thenRunAsync(null) | java.util.concurrent.CompletableFuture.thenRunAsync | threads
            new java.util.concurrent.CompletableFuture<Object>().orTimeout(1, null) | java.util.concurrent.CompletableFuture.orTimeout | threads
            new java.util.ArrayList<Object>().parallelStream() | java.util.ArrayList.parallelStream | threads
            java.util.stream.Stream.of(1).parallel() | java.util.stream.Stream.parallel | threads
            java.util.Arrays.parallelSort(new int[0]) | java.util.Arrays.parallelSort | threads
            Thread.currentThread().setPriority(1) | java.lang.Thread.setPriority | threads
            new java.security.cert.LDAPCertStoreParameters("a") | java.security.cert.LDAPCertStoreParameters.<init> | network
            java.security.cert.CertPathBuilder.getInstance("PKIX") | java.security.cert.CertPathBuilder.getInstance | network
            new java.io.ObjectInputStream(null).readObject() | java.io.ObjectInputStream.readObject | deserialization
            ((javax.crypto.SealedObject) any).getObject((javax.crypto.Cipher) null) | javax.crypto.SealedObject.getObject | deserialization
            System.setOut(null) | java.lang.System.setOut | whole-jvm
            java.util.TimeZone.setDefault(null) | java.util.TimeZone.setDefault | whole-jvm
            java.security.Security.getProviders() | java.security.Security.getProviders | whole-jvm
            java.util.logging.Logger.getLogger("x") | java.util.logging.Logger.getLogger | unknown
            com.sun.net.httpserver.HttpServer.create() | com.sun.net.httpserver.HttpServer.create | unknown
            """;

    @TempDir
    Path folder;

    @Test
    void whatReachesOutOfTheRoomIsRefused() throws IOException {
        List<String[]> rows =
                OUT_OF_THE_ROOM.lines().map(row -> row.split(" \\| ")).toList();
        List<String> broken =
                broken(Compiled.doing(rows.stream().map(row -> row[0] + ";").toList()));

        assertAll(IntStream.range(0, rows.size()).mapToObj(i -> () -> {
            String expected = "tiny.Service" + i + " uses " + rows.get(i)[1] + " (rule " + rows.get(i)[2] + ": ";
            assertTrue(
                    broken.stream().anyMatch(sentence -> sentence.startsWith(expected)),
                    () -> rows.get(i)[0] + ": " + expected + " is not in " + broken);
        }));
    }

    @Test
    void aMethodThatIsOnlyHandedOnIsUsedAsWell() throws IOException {
        List<String> broken =
                broken(Compiled.doing("java.util.function.Function<String, String> read = System::getenv;"));

        assertEquals(1, broken.size(), broken::toString);
        assertTrue(broken.get(0).contains("java.lang.System.getenv"), broken::toString);
    }

    @Test
    void whatAServiceNeedsIsOpen() throws IOException {
        List<String> statements = List.of(
                "Work lambda = () -> work(null, null + \"a\" + any); lambda.go();",
                "record Point(int x, int y) {} new Point(1, 2).toString();",
                "enum Kind { A, B } switch (Kind.valueOf(\"A\")) { case A: Kind.values(); default: }",
                "assert any != null; any.getClass().getSimpleName();",
                "throw new RuntimeException(Runtime.class.getName());",
                "Object.class.getResourceAsStream(\"page.html\").readAllBytes();",
                "java.nio.file.Files.copy(path, path.resolve(\"b\")); java.nio.file.Files.createTempFile(path, \"a\", \"b\");",
                "try (var c = java.nio.channels.FileChannel.open(path)) { c.force(true); }",
                "new java.io.PrintWriter(java.nio.file.Files.newBufferedWriter(path)).println();",
                "java.security.MessageDigest.getInstance(\"SHA-256\"); javax.crypto.Mac.getInstance(\"HmacSHA256\");",
                "new Thread(() -> {}, \"a name\").start(); Thread.sleep(1); Thread.currentThread().interrupt();",
                "java.util.concurrent.Executors.newSingleThreadExecutor().shutdown();",
                "try { java.nio.file.Files.size(path); } catch (java.net.SocketException e) { throw new IllegalStateException(e); }",
                "java.net.URLEncoder.encode(\"é\", java.nio.charset.StandardCharsets.UTF_8); System.nanoTime();");

        assertEquals(List.of(), broken(Compiled.doing(statements)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Thread                     | java.lang.Thread
            ClassLoader                | java.lang.ClassLoader
            java.io.File               | java.io.File
            java.util.TimeZone         | java.util.TimeZone
            """)
    void aClassThatInheritsThemIsRefusedToo(String parent, String named) throws IOException {
        List<String> broken = broken(Compiled.classes(
                "tiny.Heir",
                "package tiny; public abstract class Heir extends " + parent + " { Heir() { super("
                        + (parent.endsWith("File") ? "\"x\"" : "") + "); } }"));

        assertTrue(
                broken.stream().anyMatch(sentence -> sentence.startsWith("tiny.Heir extends " + named + " (rule ")),
                broken::toString);
    }

    @Test
    void nothingIsLeftToTheFinalizer() throws IOException {
        List<String> broken =
                broken(Compiled.classes("tiny.Last", "package tiny; class Last { protected void finalize() {} }"));

        assertTrue(broken.get(0).startsWith("tiny.Last has finalize() (rule threads: "), broken::toString);
    }

    @Test
    void aPackageThatTheJvmAnswersForIsntTheBundlesOwn() throws IOException {
        Map<String, byte[]> classes = Compiled.classes(
                "com.sun.own.Disguise",
                "package com.sun.own; public class Disguise { void go() { new Other().go(); } } "
                        + "class Other { void go() { } }");

        assertTrue(
                broken(classes).stream()
                        .anyMatch(sentence ->
                                sentence.startsWith("com.sun.own.Disguise uses com.sun.own.Other.go (rule unknown")),
                () -> broken(classes, "nothing").toString());
        assertEquals(List.of(), broken(classes, "nothing"), "where the JVM has no say, it is the bundle's");
    }

    @Test
    void classesAreFoundWhateverTheyAreCalled() throws IOException {
        byte[] hidden = Compiled.doing("System.exit(1);").get("tiny/Service.class");
        Path inner = Compiled.jar(folder.resolve("inner"), Map.of(), Map.of("META-INF/versions/11/a.txt", hidden));

        assertEquals(1, broken(Map.of("picture.png", hidden)).size());
        assertEquals(
                1, broken(Map.of("lib/inner.bin", Files.readAllBytes(inner))).size());
    }

    @Test
    void whatCantBeLookedIntoIsRefused() throws IOException {
        byte[] text = "no class".getBytes(StandardCharsets.UTF_8);
        Path inner = Compiled.jar(folder.resolve("a"), Map.of(), Map.of("a.txt", text));
        Path middle = Compiled.jar(folder.resolve("b"), Map.of(), Map.of("b.jar", Files.readAllBytes(inner)));

        assertSaid("bundle.jar!tiny/Service.class is no class", Map.of(), Map.of("tiny/Service.class", text));
        assertSaid(
                "bundle.jar!c.jar!b.jar is a jar in a jar in a jar",
                Map.of(),
                Map.of("c.jar", Files.readAllBytes(middle)));
        assertSaid(
                "bundle.jar loads classes from lib/data, which is no jar",
                Map.of("Bundle-ClassPath", ".,/lib/data;x=y"),
                Map.of("lib/data", text));
        assertSaid(
                "bundle.jar!x;evil.jar is no jar",
                Map.of("Bundle-ClassPath", "x;evil.jar"),
                Map.of("x;evil.jar", text));
        assertSaid(
                "bundle.jar has the header Fragment-Host, which isn't for services",
                Map.of("Fragment-Host", "system.bundle;extension:=framework"),
                Map.of());
        assertEquals(
                1,
                new BundleRules(DELEGATED)
                        .broken(Files.write(folder.resolve("c"), text))
                        .size());
    }

    private void assertSaid(String sentence, Map<String, String> headers, Map<String, byte[]> entries)
            throws IOException {
        Path bundle = Compiled.jar(folder.resolve("bundle.jar"), headers, entries);
        assertEquals(List.of(sentence), new BundleRules(DELEGATED).broken(bundle));
    }

    private List<String> broken(Map<String, byte[]> entries) throws IOException {
        return new BundleRules(DELEGATED).broken(Compiled.jar(folder.resolve("bundle.jar"), Map.of(), entries));
    }

    private List<String> broken(Map<String, byte[]> entries, String delegated) {
        try {
            return new BundleRules(delegated).broken(Compiled.jar(folder.resolve("bundle.jar"), Map.of(), entries));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
