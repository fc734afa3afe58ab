package io.quietcore.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The class-data-sharing archive of {@code probes.jar} for one JVM (JEP 310): the classes of a repetition, parsed and
 * verified once instead of in each of its two JVMs. It only saves time; where there is none, or one of another jar, the
 * JVM does without.
 */
public final class ClassArchive {
    private static final Pattern VERSION =
            Pattern.compile("^JAVA_RUNTIME_VERSION=\"([A-Za-z0-9.+_-]{1,80})\"", Pattern.MULTILINE);

    /** Of a file's name, with some room below what file systems take. */
    private static final int LONGEST_NAME = 200;

    private ClassArchive() {}

    /**
     * Where it is: beside the jar, and named after the JVM.
     *
     * @param javaHome the JVM's {@code java.home}; links are followed
     * @throws IOException where there is no such JVM, or it does not tell its version
     */
    public static Path of(Path probesJar, Path javaHome) throws IOException {
        Path home = javaHome.toRealPath();
        Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
        if (!version.find()) {
            throw new IOException(home.resolve("release") + " tells no JAVA_RUNTIME_VERSION");
        }
        String name = home.toString().replace('/', '%') + "-" + version.group(1);
        return probesJar.resolveSibling("probes" + name.substring(Math.max(0, name.length() - LONGEST_NAME)) + ".jsa");
    }

    /** The archive that this JVM can use with this jar; empty where there is none. */
    public static Optional<Path> usable(Path probesJar, Path javaHome) {
        try {
            Path archive = of(probesJar, javaHome);
            return Files.size(archive) > 0
                            && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(probesJar)) >= 0
                    ? Optional.of(archive)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The flag that has a JVM use it. */
    public static String flag(Path archive) {
        return "-XX:SharedArchiveFile=" + archive;
    }
}
