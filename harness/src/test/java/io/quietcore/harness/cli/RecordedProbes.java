package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.kubernetes.RecordedRepetition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stands in for probes.jar: answers each spec with what was measured once, and measures nothing. */
final class RecordedProbes {
    private static final String RECORDED = "recorded.txt";

    private RecordedProbes() {}

    /** A repetition of {@code jitter} that a real machine measured. */
    static Path jitter() throws IOException {
        Path samples = Path.of(System.getProperty("quietcore.root"), "results", "samples", "baseline");
        try (Stream<Path> repetitions = Files.walk(samples)) {
            return repetitions
                    .filter(each -> each.endsWith("01-jitter-numa0"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * Makes the jar.
     *
     * @param recorded the folder of the repetition that it says
     */
    static Path jar(Path folder, Path recorded) throws IOException {
        Files.writeString(folder.resolve(RECORDED), recorded.toAbsolutePath().toString());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, RecordedProbes.class.getName());
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(":", -1))
                                .map(each -> Path.of(each).toUri())
                                .map(URI::toASCIIString)
                                .collect(Collectors.joining(" ")));
        Path jar = folder.resolve("recorded-probes.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return jar;
    }

    /** A spec on standard input, frames on standard output. */
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ProbeSpec spec = CanonicalJson.read(in.readLine().getBytes(StandardCharsets.UTF_8), ProbeSpec.class);
        Path own = Path.of(System.getProperty("java.class.path")).resolveSibling(RECORDED);
        RecordedRepetition.read(Path.of(Files.readString(own)))
                .frames(spec, false)
                .forEach(System.out::println);
    }
}
