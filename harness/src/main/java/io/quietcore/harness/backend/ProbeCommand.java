package io.quietcore.harness.backend;

import io.quietcore.contract.ClassArchive;
import io.quietcore.contract.ProbeEnvironment;
import io.quietcore.contract.TemporaryFolder;
import io.quietcore.harness.environment.HomeFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command line of a launcher: a JVM and {@code probes.jar}.
 *
 * @param javaHome of the JVM that measures
 * @param probesJar the jar
 */
public record ProbeCommand(Path javaHome, Path probesJar) {
    private static final int OLDEST_JAVA = 17;

    /** From this release on sun.misc.Unsafe, which JMH uses, warns on standard error (JEP 471, JEP 498). */
    private static final int UNSAFE_WARNS = 23;

    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"([0-9]+)[^\"]*\"");

    /**
     * What stands in the way of running it, in one line; empty when nothing does.
     */
    public Optional<String> problem() {
        Path java = javaHome.resolve("bin/java");
        if (!Files.isExecutable(java)) {
            return Optional.of(java + " is not there or cannot be executed; expected the folder of a JDK or JRE of "
                    + OLDEST_JAVA + " or later");
        }
        if (!Files.isReadable(probesJar)) {
            return Optional.of(probesJar + " is not there; build it with scripts/quietcore");
        }
        // It is on the class path of the JVMs that the launcher starts.
        if (probesJar.toAbsolutePath().toString().contains(File.pathSeparator)) {
            return Optional.of(
                    probesJar.toAbsolutePath() + " has a '" + File.pathSeparator
                            + "' in its path, which stands between the entries of a class path; move it to a folder without one");
        }
        return olderThanNeeded().or(TemporaryFolder::problem);
    }

    /** A folder whose release is not told is left to fail by itself. */
    private Optional<String> olderThanNeeded() {
        OptionalInt release = javaRelease();
        return release.isPresent() && release.getAsInt() < OLDEST_JAVA
                ? Optional.of(
                        javaHome + " is Java " + release.getAsInt() + "; the probes need " + OLDEST_JAVA + " or later")
                : Optional.empty();
    }

    /** By the {@code release} file that every JDK since 7 has. */
    private OptionalInt javaRelease() {
        try {
            Matcher version = VERSION.matcher(Files.readString(javaHome.resolve("release")));
            return version.find() ? OptionalInt.of(Integer.parseInt(version.group(1))) : OptionalInt.empty();
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    /** A process of it, not started. */
    ProcessBuilder process() {
        List<String> words = new ArrayList<>(List.of(
                javaHome.resolve("bin/java").toString(),
                // The launcher only waits: the least that a JVM can do. The measuring JVM has flags of its own.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                // JDK 17 warns on standard output, where frames are.
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "-Xlog:cds*=off:stderr",
                "-Dslf4j.internal.verbosity=ERROR",
                "-Xmx128m"));
        ClassArchive.usable(probesJar, javaHome).ifPresent(archive -> words.add(ClassArchive.flag(archive)));
        if (javaRelease().orElse(0) >= UNSAFE_WARNS) {
            words.add("--sun-misc-unsafe-memory-access=allow");
        }
        words.addAll(TemporaryFolder.flags());
        words.addAll(List.of("-jar", probesJar.toString()));
        return quiet(words);
    }

    /** The answering end of the network probe; it ends with its standard input. */
    public ProcessBuilder peer(String address, String port) {
        return quiet(List.of(
                javaHome.resolve("bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-cp",
                probesJar.toString(),
                "io.quietcore.runtime.suite.NetworkPeer",
                address,
                port));
    }

    private static ProcessBuilder quiet(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words);
        ProbeEnvironment.reduce(builder.environment());
        if (HomeFolder.of(Map.of(), System.getProperty("user.home")).isEmpty()) {
            // JNA unpacks its library below ~/.cache, and would make a folder named "?" here.
            builder.environment().put("XDG_CACHE_HOME", TemporaryFolder.path());
        }
        return builder;
    }
}
