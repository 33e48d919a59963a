package fr.beffroi.hosting.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the classes of a service bundle may use: themselves, what {@link Wiring#PACKAGES} names, and of the JDK the packages named here
 * without the types and members named here. What isn't known is refused. Naming a class is no use of it; calling it, reading its fields,
 * extending it is.
 *
 * <p>Reflection is forbidden as a whole, or every other rule could be gone round by a name that is put together at run time.
 */
public final class BundleRules {
    /** Packages of the JDK, as the JVM writes them. */
    private static final Set<String> PACKAGES = Set.of("""
            java/io java/lang java/lang/annotation java/lang/ref java/lang/runtime java/math java/nio java/nio/channels
            java/nio/charset java/nio/file java/nio/file/attribute java/security java/security/cert
            java/security/interfaces java/security/spec java/sql java/text java/time java/time/chrono java/time/format
            java/time/temporal java/time/zone java/util java/util/concurrent java/util/concurrent/atomic
            java/util/concurrent/locks java/util/function java/util/jar java/util/random java/util/regex
            java/util/stream java/util/zip""".split("\\s+"));

    /** Types of other packages: what compilers put into every bundle, and what only handles text. */
    private static final Set<String> TYPES = Set.of(
            "java/lang/invoke/LambdaMetafactory",
            "java/lang/invoke/SerializedLambda",
            "java/lang/invoke/StringConcatFactory",
            "java/net/IDN",
            "java/net/URI",
            "java/net/URISyntaxException",
            "java/net/URLDecoder",
            "java/net/URLEncoder");

    /** The only members that may be used of these; what there is else falls under the rule, unless another one names it. */
    private static final Map<String, Only> ONLY = Map.of(
            "java/lang/Class",
            new Only(
                    BundleRule.REFLECTION,
                    "asSubclass cast desiredAssertionStatus equals getEnumConstants getName getPackageName"
                            + " getResourceAsStream getSimpleName getTypeName hashCode isAssignableFrom isEnum isInstance"
                            + " isInterface toString"),
            "java/lang/System",
            new Only(BundleRule.WHOLE_JVM, "arraycopy currentTimeMillis identityHashCode lineSeparator nanoTime"));

    private record Only(BundleRule otherwise, Set<String> members) {
        Only(BundleRule otherwise, String members) {
            this(otherwise, Set.of(members.split(" ")));
        }
    }

    /** Types, {@code type.member}, or {@code type.member(} with the beginning of what it takes; a star stands for any ending. */
    private static final Map<BundleRule, List<String>> FORBIDDEN = Map.of(
            BundleRule.REFLECTION,
            List.of("java/lang/StackWalker", "java/lang/Module*"),
            BundleRule.LOADING,
            List.of(
                    "java/lang/ClassLoader",
                    "java/security/SecureClassLoader",
                    "java/lang/System.load",
                    "java/lang/System.loadLibrary",
                    "java/util/ServiceLoader"),
            BundleRule.PROCESS,
            List.of("java/lang/Process*", "java/lang/Runtime", "java/lang/SecurityManager", "java/lang/System.exit"),
            BundleRule.ENVIRONMENT,
            List.of(
                    "java/lang/System.clearProperty",
                    "java/lang/System.getProperties",
                    "java/lang/System.getProperty",
                    "java/lang/System.getenv",
                    "java/lang/System.setProperties",
                    "java/lang/System.setProperty",
                    "java/lang/Integer.getInteger",
                    "java/lang/Long.getLong",
                    "java/lang/Boolean.getBoolean"),
            BundleRule.FILES,
            List.of(
                    "java/io/Console",
                    "java/io/File",
                    "java/io/FileDescriptor",
                    "java/io/FileInputStream",
                    "java/io/FileOutputStream",
                    "java/io/FileReader",
                    "java/io/FileWriter",
                    "java/io/RandomAccessFile",
                    // These open a file of the machine when all they are given is a name.
                    "java/io/PrintStream.<init>(Ljava/lang/String;",
                    "java/io/PrintWriter.<init>(Ljava/lang/String;",
                    "java/util/Formatter.<init>(Ljava/lang/String;",
                    "java/nio/file/FileSystems",
                    "java/nio/file/Files.createTempDirectory(Ljava/lang/String;",
                    "java/nio/file/Files.createTempFile(Ljava/lang/String;",
                    "java/nio/file/Path.of",
                    "java/nio/file/Paths",
                    "java/util/jar/JarFile",
                    "java/util/zip/ZipFile"),
            BundleRule.NETWORK,
            List.of(
                    "java/net/URI.toURL",
                    // These ask servers that certificates or their readers name.
                    "java/security/DomainLoadStoreParameter",
                    "java/security/cert/CertPath*",
                    "java/security/cert/CertStore*",
                    "java/security/cert/LDAPCertStoreParameters",
                    "java/security/cert/PKIX*",
                    "java/nio/channels/AsynchronousChannelGroup",
                    "java/nio/channels/AsynchronousServerSocketChannel",
                    "java/nio/channels/AsynchronousSocketChannel",
                    "java/nio/channels/DatagramChannel",
                    "java/nio/channels/MulticastChannel",
                    "java/nio/channels/NetworkChannel",
                    "java/nio/channels/Selector",
                    "java/nio/channels/ServerSocketChannel",
                    "java/nio/channels/SocketChannel"),
            BundleRule.DATABASE,
            List.of("java/sql/Driver*"),
            BundleRule.THREADS,
            List.of(
                    "java/lang/ThreadGroup",
                    "java/lang/Thread.getContextClassLoader",
                    "java/lang/Thread.setContextClassLoader",
                    "java/lang/Thread.<init>(Ljava/lang/ThreadGroup;",
                    "java/lang/Thread.enumerate",
                    "java/lang/Thread.getAllStackTraces",
                    "java/lang/Thread.getThreadGroup",
                    "java/lang/Thread.ofPlatform",
                    "java/lang/Thread.ofVirtual",
                    "java/lang/Thread.startVirtualThread",
                    "java/lang/Thread$Builder*",
                    "java/lang/ref/Cleaner",
                    "java/util/concurrent/ForkJoin*",
                    "java/util/concurrent/Executors.newVirtualThreadPerTaskExecutor",
                    "java/util/concurrent/Executors.newWorkStealingPool",
                    // What follows works on threads of the whole JVM, or makes one of them.
                    "java/util/concurrent/RecursiveAction",
                    "java/util/concurrent/RecursiveTask",
                    "java/util/concurrent/CountedCompleter",
                    "java/util/concurrent/SubmissionPublisher",
                    "java/util/concurrent/CompletableFuture.orTimeout",
                    "java/util/concurrent/CompletableFuture.completeOnTimeout",
                    "java/util/concurrent/CompletableFuture.delayedExecutor",
                    "java/lang/Thread.resume",
                    "java/lang/Thread.setPriority",
                    "java/lang/Thread.setUncaughtExceptionHandler",
                    "java/lang/Thread.stop",
                    "java/lang/Thread.suspend"),
            BundleRule.DESERIALIZATION,
            List.of("java/io/ObjectInputStream", "java/security/SignedObject", "javax/crypto/SealedObject"),
            BundleRule.WHOLE_JVM,
            List.of(
                    "java/lang/Thread.setDefaultUncaughtExceptionHandler",
                    "java/lang/System$*",
                    "java/security/Policy",
                    "java/security/Provider",
                    "java/security/Security",
                    "java/util/Locale.setDefault",
                    "java/util/TimeZone.setDefault"));

    /** What packages that aren't open are about. */
    private static final Map<String, BundleRule> ABOUT = Map.of(
            "java/lang/reflect", BundleRule.REFLECTION,
            "java/lang/invoke", BundleRule.REFLECTION,
            "java/net", BundleRule.NETWORK,
            "java/net/http", BundleRule.NETWORK,
            "java/nio/channels/spi", BundleRule.NETWORK,
            "java/nio/file/spi", BundleRule.FILES,
            "java/lang/management", BundleRule.PROCESS,
            "javax/management", BundleRule.PROCESS,
            "javax/naming", BundleRule.NETWORK,
            "org/osgi/framework", BundleRule.REFLECTION);

    private static final String EXTENDING = "";
    /** The one thread of the JVM that calls it would be in the hands of the service. */
    private static final String FINALIZER = "finalize()V";

    /** Beginnings of package names that the framework takes from the JVM, whatever a bundle has under that name. */
    private final List<String> delegated;

    /** @param bootDelegation the framework's setting {@code org.osgi.framework.bootdelegation}; null when it has none */
    public BundleRules(String bootDelegation) {
        delegated = Stream.concat(
                        Stream.of("java.*", "javax.*"),
                        Arrays.stream((bootDelegation == null ? "" : bootDelegation).split(",")))
                .map(String::strip)
                .filter(pattern -> !pattern.isEmpty())
                .map(pattern -> pattern.replace('.', '/'))
                .toList();
    }

    /**
     * What the classes of a bundle use that they may not.
     *
     * @return a sentence each, which names the class, what it uses, and the rule; or one that says why it can't be looked into
     */
    public List<String> broken(Path bundle) {
        try {
            return broken(BundleReader.classes(bundle));
        } catch (BundleReader.Unreadable e) {
            return List.of(e.getMessage());
        } catch (IOException e) {
            return List.of(bundle.getFileName() + " can't be read as a bundle (" + e.getMessage() + ")");
        }
    }

    private List<String> broken(List<ClassFile> classes) {
        Set<String> own = classes.stream().map(ClassFile::name).collect(Collectors.toUnmodifiableSet());
        List<String> broken = new ArrayList<>();
        for (ClassFile type : classes) {
            Stream.concat(type.superclass().stream(), type.interfaces().stream())
                    .distinct()
                    .forEach(parent -> against(parent, EXTENDING, "", own)
                            .ifPresent(rule -> broken.add(sentence(type, "extends " + spoken(parent), rule))));
            if (type.methods().contains(FINALIZER)) {
                broken.add(sentence(type, "has finalize()", BundleRule.THREADS));
            }
            type.members().stream()
                    .distinct()
                    .forEach(member -> against(member.owner(), member.name(), member.descriptor(), own)
                            .ifPresent(rule -> broken.add(
                                    sentence(type, "uses " + spoken(member.owner()) + "." + member.name(), rule))));
        }
        return broken.stream().distinct().toList();
    }

    private static String sentence(ClassFile type, String what, BundleRule rule) {
        return spoken(type.name()) + " " + what + " (" + rule + ")";
    }

    private static String spoken(String type) {
        return type.replace('/', '.');
    }

    /** @param member {@value #EXTENDING} for extending it */
    private Optional<BundleRule> against(String type, String member, String descriptor, Set<String> own) {
        if (type.startsWith("[")) {
            // All that an array has is what every object has, and its copy.
            return Optional.empty();
        }
        Only only = ONLY.get(type);
        if (only != null && only.members().contains(member)) {
            return Optional.empty();
        }
        Optional<BundleRule> forbidden = forbidden(type, member, descriptor);
        if (forbidden.isPresent()) {
            return forbidden;
        }
        if (only != null) {
            return Optional.of(only.otherwise());
        }
        return isOpen(type, own)
                ? Optional.empty()
                : Optional.of(ABOUT.getOrDefault(packageOf(type), BundleRule.UNKNOWN));
    }

    private static Optional<BundleRule> forbidden(String type, String member, String descriptor) {
        if (isOnCommonThreads(type, member, descriptor)) {
            return Optional.of(BundleRule.THREADS);
        }
        return Arrays.stream(BundleRule.values())
                .filter(rule -> FORBIDDEN.getOrDefault(rule, List.of()).stream()
                        .anyMatch(pattern -> speaksOf(pattern, type, member, descriptor)))
                .findFirst();
    }

    /** Parallel streams and sorting, and stages that aren't told by which executor: all of them use the one pool of the JVM. */
    private static boolean isOnCommonThreads(String type, String member, String descriptor) {
        if (type.startsWith("java/util/concurrent/Complet")) {
            return member.endsWith("Async") && !descriptor.contains("Ljava/util/concurrent/Executor;");
        }
        return type.startsWith("java/util/") && member.startsWith("parallel") || member.equals("parallelStream");
    }

    private static boolean speaksOf(String pattern, String type, String member, String descriptor) {
        int dot = pattern.indexOf('.');
        if (dot < 0) {
            return pattern.endsWith("*")
                    ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                    : type.equals(pattern) || type.startsWith(pattern + "$");
        }
        if (!type.equals(pattern.substring(0, dot))) {
            return false;
        }
        String which = pattern.substring(dot + 1);
        if (member.equals(EXTENDING)) {
            // A class inherits what its parent has, under its own name; constructors it doesn't.
            return !which.startsWith("<init>");
        }
        return which.contains("(") ? (member + descriptor).startsWith(which) : member.equals(which);
    }

    private boolean isOpen(String type, Set<String> own) {
        String inPackage = packageOf(type);
        if (PACKAGES.contains(inPackage)
                || TYPES.contains(type)
                || Wiring.PACKAGES.contains(inPackage.replace('/', '.'))) {
            return true;
        }
        return own.contains(type) && delegated.stream().noneMatch(pattern -> covers(pattern, inPackage));
    }

    private static boolean covers(String pattern, String inPackage) {
        return pattern.endsWith("/*")
                ? (inPackage + "/").startsWith(pattern.substring(0, pattern.length() - 1))
                : inPackage.equals(pattern);
    }

    private static String packageOf(String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('/')));
    }
}
