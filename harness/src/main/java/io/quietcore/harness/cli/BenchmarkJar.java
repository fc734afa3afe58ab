package io.quietcore.harness.cli;

import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.zip.ZipFile;

/** A user's own benchmarks, looked at before anything is measured. */
final class BenchmarkJar {
    /** What JMH's annotation processor writes, and its runner reads. */
    private static final String LIST = "META-INF/BenchmarkList";

    private BenchmarkJar() {}

    /**
     * Says what is wrong with the jar or the expression, where something is.
     *
     * @param prefix before the names of the two, as the user typed them
     */
    static void check(Parameters parameters, String prefix) throws CommandFailure {
        String typed = parameters.text(Parameter.BENCHMARK_JAR);
        String where = prefix + (prefix.startsWith("--") ? "benchmark-jar" : "benchmarkJar") + ": ";
        Path jar = Path.of(typed);
        if (typed.isEmpty() || !Files.isReadable(jar) || Files.isDirectory(jar)) {
            throw CommandFailure.error(where + "found '" + typed
                    + "', which is no file that can be read; expected the jar that JMH's build makes");
        }
        if (jar.toAbsolutePath().toString().contains(File.pathSeparator)) {
            throw CommandFailure.error(where + jar.toAbsolutePath() + " has a '" + File.pathSeparator
                    + "' in its path, which stands between the entries of a class path; move or rename it");
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (zip.getEntry(LIST) == null) {
                throw CommandFailure.error(where + jar + " has no " + LIST
                        + "; expected the jar that JMH's build makes, with its annotation processor");
            }
        } catch (IOException e) {
            throw CommandFailure.error(where + jar + " is not a jar: " + e.getMessage());
        }
        try {
            Pattern.compile(parameters.text(Parameter.INCLUDE));
        } catch (PatternSyntaxException e) {
            throw CommandFailure.error(prefix + "include: found '" + e.getPattern()
                    + "', which is no regular expression: " + e.getDescription());
        }
    }
}
