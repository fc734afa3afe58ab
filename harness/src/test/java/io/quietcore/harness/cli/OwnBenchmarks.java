package io.quietcore.harness.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.openjdk.jmh.generators.BenchmarkProcessor;

/** A jar of benchmarks as a user's build makes it: compiled here, by JMH's annotation processor. */
final class OwnBenchmarks {
    private static final String SOURCE = """
            package own;

            import io.quietcore.recorder.LatencyRecorder;
            import org.openjdk.jmh.annotations.*;

            @State(Scope.Thread)
            public class Orders {
                private final LatencyRecorder recorder = LatencyRecorder.ofThisJvm();
                private double x = 1;
                private int sent;

                @Benchmark
                public double plain() {
                    return x = Math.sin(x + 1);
                }

                /** Every thousandth order waits for a millisecond. */
                @Benchmark
                public double recorded() {
                    long startNs = System.nanoTime();
                    if (++sent % 1000 == 0) {
                        while (System.nanoTime() - startNs < 1_000_000) {
                            Thread.onSpinWait();
                        }
                    }
                    recorder.record(System.nanoTime() - startNs);
                    return x;
                }

                @Benchmark
                @Threads(2)
                public double together() {
                    return x;
                }

                @Benchmark
                public double failing() {
                    throw new IllegalStateException("no market data");
                }
            }
            """;

    private OwnBenchmarks() {}

    static Path jar(Path folder) throws IOException {
        Path source = Files.createDirectories(folder.resolve("src/own")).resolve("Orders.java");
        Files.writeString(source, SOURCE);
        Path classes = Files.createDirectories(folder.resolve("own-classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Iterable<? extends JavaFileObject> sources = files.getJavaFileObjects(source);
            JavaCompiler.CompilationTask task = compiler.getTask(
                    null,
                    files,
                    null,
                    List.of("--release", "17", "-cp", System.getProperty("java.class.path"), "-d", classes.toString()),
                    null,
                    sources);
            task.setProcessors(List.of(new BenchmarkProcessor()));
            if (!task.call()) {
                throw new IOException("the benchmark does not compile");
            }
        }
        Path jar = folder.resolve("own.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> all = Files.walk(classes)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
        return jar;
    }
}
