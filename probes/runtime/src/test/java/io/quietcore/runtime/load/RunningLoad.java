package io.quietcore.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CpuSet;
import io.quietcore.runtime.machine.ThreadState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@link LoadProcess} as its starter sees it, on the JVM of the tests. */
final class RunningLoad implements AutoCloseable {
    static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    static final String CLASS_PATH = System.getProperty("java.class.path");

    final Process process;
    private final Lines out;

    private RunningLoad(Process process) {
        this.process = process;
        this.out = Lines.of(process.getInputStream(), "test output");
    }

    /** The CPUs that this test may use. */
    static CpuSet allowed() {
        return CpuSet.parse(ThreadState.now().allowed());
    }

    static RunningLoad start(LoadKind kind, CpuSet cpus) throws IOException {
        return new RunningLoad(
                BackgroundLoad.command(kind, cpus, JAVA_HOME, CLASS_PATH).start());
    }

    static RunningLoad startWithPath(String path, LoadKind kind, CpuSet cpus) throws IOException {
        ProcessBuilder builder = BackgroundLoad.command(kind, cpus, JAVA_HOME, CLASS_PATH);
        builder.environment().put("PATH", path);
        return new RunningLoad(builder.start());
    }

    static RunningLoad startWithArguments(String... arguments) throws IOException {
        ProcessBuilder builder = BackgroundLoad.command(LoadKind.TIMERS, CpuSet.of(0), JAVA_HOME, CLASS_PATH);
        List<String> words = builder.command();
        int mainClass = words.indexOf(LoadProcess.class.getName());
        words.subList(mainClass + 1, words.size()).clear();
        words.addAll(List.of(arguments));
        return new RunningLoad(builder.start());
    }

    RunningLoad awaitReady() throws InterruptedException {
        assertThat(out.await(LoadProcess.READY::equals, 20_000)).contains(LoadProcess.READY);
        return this;
    }

    void runsForASecond() throws InterruptedException {
        assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();
    }

    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void endOfInput() throws IOException {
        process.getOutputStream().close();
    }

    LoadReport report() throws InterruptedException {
        String line =
                out.await(text -> text.startsWith("{"), 20_000).orElseThrow(() -> new AssertionError(out.soFar()));
        return CanonicalJson.read(line.getBytes(StandardCharsets.UTF_8), LoadReport.class);
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    List<String> errors() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** The Cpus_allowed_list of each thread. */
    static List<CpuSet> masks(ProcessHandle of) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(of.pid()), "task"))) {
            return tasks.map(RunningLoad::mask).toList();
        }
    }

    private static CpuSet mask(Path task) {
        try (Stream<String> lines = Files.lines(task.resolve("status"))) {
            return lines.filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> CpuSet.parse(line.substring(line.indexOf(':') + 1)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
