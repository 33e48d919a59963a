package fr.beffroi.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM takes, once it has thrown away what nobody needs.
 *
 * @param heap bytes of objects
 * @param metaspace bytes of classes
 */
record Footprint(long heap, long metaspace) {
    /** Each generation has such a line; that of the metaspace has no total. */
    private static final Pattern GENERATION = Pattern.compile("total \\d+K, used (\\d+)K");

    private static final Pattern METASPACE = Pattern.compile("Metaspace\\s+used (\\d+)K");
    private static final int PATIENCE_SECONDS = 60;

    /** Asks a JVM of ours, and makes it collect its garbage first. */
    static Footprint of(Child process) throws IOException, InterruptedException {
        jcmd(process, "GC.run");
        // What only waited for its cleaner goes now.
        jcmd(process, "GC.run");
        String told = jcmd(process, "GC.heap_info");
        long heap = GENERATION
                .matcher(told)
                .results()
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .sum();
        Matcher metaspace = METASPACE.matcher(told);
        if (heap == 0 || !metaspace.find()) {
            throw new IllegalStateException("jcmd told something else: " + told);
        }
        return new Footprint(1024 * heap, 1024 * Long.parseLong(metaspace.group(1)));
    }

    private static String jcmd(Child process, String command) throws IOException, InterruptedException {
        Path program = Path.of(System.getProperty("java.home"), "bin/jcmd");
        Process asking = new ProcessBuilder(program.toString(), Long.toString(process.pid()), command)
                .redirectErrorStream(true)
                .start();
        String told = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!asking.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || asking.exitValue() != 0) {
            throw new IOException("jcmd " + command + " failed: " + told);
        }
        return told;
    }
}
