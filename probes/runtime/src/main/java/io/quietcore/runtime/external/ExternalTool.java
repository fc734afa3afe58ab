package io.quietcore.runtime.external;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Stated;
import io.quietcore.contract.StorageTarget;
import io.quietcore.contract.TextLines;
import io.quietcore.runtime.machine.ChildStops;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.RealTimeThrottling;
import io.quietcore.runtime.machine.Requests;
import io.quietcore.runtime.machine.StorageDevice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of a program: its command line, the process, its output. */
public final class ExternalTool {
    /** cyclictest keeps a column for each nanosecond, and takes no more than these (rt-tests, HIST_MAX), whatever it is asked. */
    private static final long HIGHEST_COLUMN_NS = 1_000_000;

    private static final String OUTPUT = "program.json";

    /** cyclictest's of an hour at 1 kHz has 100 MB, sockperf's 4 MB a second: a tmpfs holds it meanwhile. */
    private static final long LARGEST_OUTPUT_BYTES = 1L << 30;

    private static final int MOST_WARNINGS = 3;

    /** A line of sockperf's log has 50. */
    private static final int MOST_LINE_CHARS = 1_000;

    /** How often its output is looked at, from a CPU that measures nothing. */
    private static final long LOOK_MS = 1_000;

    private static final long GRACE_SECONDS = 60;
    private static final long SERVER_START_NS = 500_000_000;
    private static final String PORT = "11199";

    private final ProbeSpec spec;
    private final PlacementGrant grant;
    private final Path scratch;
    private final Map<String, Evidence> evidence = new TreeMap<>();
    private final Map<String, ChildStops> stops = new LinkedHashMap<>();

    /** A run of a spec's program; what it writes goes into a folder that is thrown away. */
    public ExternalTool(ProbeSpec spec, PlacementGrant grant, Path scratch) {
        this.spec = spec;
        this.grant = grant;
        this.scratch = scratch;
    }

    public Map<String, Evidence> evidence() {
        return evidence;
    }

    /** Whole seconds: what these programs take. */
    public long seconds() {
        return Math.max(1, (spec.schedule().measuredNs() + 999_999_999L) / 1_000_000_000L);
    }

    /**
     * Runs it to its end.
     *
     * @throws IOException where it is not installed, fails, or says something else than it should
     */
    public ToolReading run() throws IOException {
        String name = spec.probe().spelling();
        Path program = find(name)
                .orElseThrow(() -> new IOException(
                        name + " is not installed: it is not on the PATH (packages rt-tests, fio, sockperf)"));
        @Nullable
        Process server = spec.probe() == Probe.SOCKPERF
                ? start(List.of(program.toString(), "sr", "-i", "127.0.0.1", "-p", PORT), grant.housekeepingCpus())
                : null;
        if (server != null) {
            // It says nothing that could be waited for, and must not wait for somebody who reads what it says.
            SaidLines.of(server.getInputStream());
            stops.put("the server of " + name, ChildStops.of(server));
            LockSupport.parkNanos(SERVER_START_NS);
        }
        try (FioFile file = spec.probe() == Probe.FIO ? FioFile.of(spec.parameters()) : null) {
            if (file != null) {
                StorageTarget target = file.target();
                evidence.put("storage", StorageDevice.of(KernelText.LIVE, target.path(), target.device()));
            }
            List<String> command = command(program.toString(), file);
            evidence.put("program", Evidence.seen(String.join(" ", command).replace(scratch.toString(), "$EXCHANGE")));
            Process process = start(spec.probe() == Probe.OSLAT ? onSmallStacks(command) : command, cpus());
            stops.put(name, ChildStops.of(process));
            List<String> warnings = finish(process, command.get(0));
            if (server != null) {
                server.destroy();
            }
            ToolReading reading =
                    read(name).askedFor(seconds() * 1_000_000_000L).also(stops());
            evidence.put("programNotes", Evidence.seen(String.join("; ", reading.notes())));
            evidence.put(Stated.EVIDENCE, reading.stated().evidence());
            List<String> said = Stream.concat(reading.said().stream(), warnings.stream())
                    .distinct()
                    .limit(MOST_WARNINGS)
                    .toList();
            if (!said.isEmpty()) {
                evidence.put(Evidence.PROGRAM_SAID, Evidence.seen(String.join("; ", said)));
            }
            return reading;
        } finally {
            if (server != null) {
                server.destroy();
            }
        }
    }

    /** What something stopped while it ran: such a stop lies in its numbers like a stall of the machine, and is none. */
    private List<String> stops() {
        List<String> problems = new ArrayList<>();
        stops.forEach((name, child) -> child.problem(name).ifPresent(problems::add));
        evidence.put("stops", Evidence.seen(problems.isEmpty() ? "never" : String.join("; ", problems)));
        return problems;
    }

    /** oslat and cyclictest place their own threads, and drop CPUs that they may not use: they start on both. */
    private CpuSet cpus() {
        CpuSet both = grant.measuringCpus().union(grant.housekeepingCpus());
        return spec.probe() == Probe.OSLAT || spec.probe() == Probe.CYCLICTEST
                ? both
                : CpuSet.of(grant.measuringCpus().first());
    }

    private List<String> command(String program, @Nullable FioFile file) {
        String cpu = Integer.toString(grant.measuringCpus().first());
        String output = scratch.resolve(OUTPUT).toString();
        List<String> command = new ArrayList<>(List.of(program));
        switch (spec.probe()) {
            case OSLAT -> {
                command.addAll(List.of(
                        "-c",
                        cpu,
                        "-C",
                        Integer.toString(grant.housekeepingCpus().first())));
                command.addAll(List.of("-D", seconds() + "s", "-b", "1024", "-q", "-z", "--json=" + output));
                priority().ifPresent(priority -> command.addAll(List.of("-f", priority)));
            }
            case CYCLICTEST -> {
                command.addAll(List.of("-q", "-N", "-t", "1", "-a", cpu, "-D", Long.toString(seconds())));
                command.addAll(List.of("-i", Long.toString(spec.schedule().periodNs() / 1_000)));
                command.addAll(
                        List.of("-h", Long.toString(HIGHEST_COLUMN_NS), "--histfile=/dev/null", "--json=" + output));
                command.add("--mainaffinity=" + grant.housekeepingCpus().first());
                if (spec.settings().lockMemory()) {
                    command.add("-m");
                }
                if (!spec.settings().holdIdleStates()) {
                    command.add("--default-system");
                }
                priority()
                        .ifPresentOrElse(
                                priority -> command.addAll(List.of("-p", priority, "--policy=fifo")),
                                () -> command.add("--policy=other"));
            }
            case FIO -> {
                long depth = spec.parameters().number(Parameter.QUEUE_DEPTH);
                // Threads: of a process for each job we would not be told that something stops it.
                command.addAll(List.of("--name=quietcore", "--direct=1", "--time_based", "--thread"));
                command.add("--ioengine=psync");
                command.add("--numjobs=" + depth);
                command.add("--group_reporting");
                command.add("--bs=" + spec.parameters().number(Parameter.BLOCK_SIZE));
                command.add("--runtime=" + seconds());
                command.addAll(List.of("--output-format=json+", "--output=" + output));
            }
            default -> {
                command.addAll(List.of("ping-pong", "-i", "127.0.0.1", "-p", PORT));
                command.addAll(List.of("-m", Long.toString(spec.parameters().number(Parameter.PAYLOAD))));
                // Its warm-up, of 0.4 s, and its last packets are not in its log.
                command.addAll(List.of("-t", Long.toString(seconds() + 1), "--full-log", output));
            }
        }
        if (file != null) {
            command.addAll(file.words());
        }
        return command;
    }

    /**
     * oslat locks its memory, stacks of 8 MB among it, and fails where an ordinary user may lock 8 MB in all: its threads
     * get stacks of 256 kB.
     */
    private static List<String> onSmallStacks(List<String> command) {
        List<String> wrapped = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -s 256 && exec \"$@\"", "sh"));
        wrapped.addAll(command);
        return wrapped;
    }

    /** The same decision as for our own busy loops. */
    private Optional<String> priority() {
        if (!spec.settings().fifo()) {
            evidence.put("scheduling", Evidence.notAsked());
            return Optional.empty();
        }
        Optional<String> refusal =
                RealTimeThrottling.refusal(KernelText.LIVE, spec.probe().busy(), grant.sharesHousekeeping());
        String priority = Integer.toString(spec.settings().priorityFor(spec.probe()));
        evidence.put(
                "scheduling",
                refusal.map(Evidence::denied).orElseGet(() -> Evidence.seen("asked for FIFO " + priority)));
        return refusal.isPresent() ? Optional.empty() : Optional.of(priority);
    }

    private static Optional<Path> find(String name) {
        return Arrays.stream(String.valueOf(System.getenv("PATH")).split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Started by a thread of these CPUs, whose mask it inherits. */
    private Process start(List<String> command, CpuSet cpus) throws IOException {
        Process[] started = new Process[1];
        IOException[] failure = new IOException[1];
        Thread starter = new Thread(
                () -> {
                    Evidence bound = Requests.bindCaller(cpus);
                    if (bound.outcome() != Evidence.Outcome.USED) {
                        failure[0] = new IOException("cannot be started on CPU " + cpus + ": " + bound.detail());
                        return;
                    }
                    try {
                        started[0] = new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .start();
                    } catch (IOException e) {
                        failure[0] = e;
                    }
                },
                "program");
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure[0] != null) {
            throw failure[0];
        }
        return started[0];
    }

    /** Waits for its end; returns what it warned of. */
    private List<String> finish(Process process, String name) throws IOException {
        SaidLines said = SaidLines.of(process.getInputStream());
        try {
            await(process, name, seconds() + GRACE_SECONDS, scratch.resolve(OUTPUT), LARGEST_OUTPUT_BYTES);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(name + " was interrupted", e);
        }
        said.awaitEnd();
        if (process.exitValue() != 0) {
            throw new IOException(
                    name + " ended with code " + process.exitValue() + ": " + String.join("; ", said.last()));
        }
        return said.warnings();
    }

    /** Waits for the end of a program, and ends one that takes too long or writes more than was to be expected. */
    static void await(Process process, String name, long mostSeconds, Path output, long mostBytes)
            throws IOException, InterruptedException {
        long beganNs = System.nanoTime();
        while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
            if (bytes(output) > mostBytes) {
                process.destroyForcibly();
                throw tooLarge(name, mostBytes);
            }
            if (System.nanoTime() - beganNs > TimeUnit.SECONDS.toNanos(mostSeconds)) {
                process.destroyForcibly();
                throw new IOException(name + " did not end");
            }
        }
    }

    private static long bytes(Path output) throws IOException {
        return Files.isRegularFile(output) ? Files.size(output) : 0;
    }

    private static IOException tooLarge(String name, long mostBytes) {
        return new IOException(name + " wrote more than " + mostBytes + " bytes; measure a shorter time");
    }

    private ToolReading read(String name) throws IOException {
        Path output = scratch.resolve(OUTPUT);
        if (bytes(output) > LARGEST_OUTPUT_BYTES) {
            throw tooLarge(name, LARGEST_OUTPUT_BYTES);
        }
        if (!Files.isRegularFile(output)) {
            throw new IOException(name + " wrote no output");
        }
        try (InputStream in = Files.newInputStream(output)) {
            if (spec.probe() == Probe.SOCKPERF) {
                return SockperfLog.read(new TextLines(in, MOST_LINE_CHARS));
            }
            Reader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return switch (spec.probe()) {
                case OSLAT -> ToolOutput.oslat(text);
                case CYCLICTEST -> ToolOutput.cyclictest(text, HIGHEST_COLUMN_NS);
                default -> ToolOutput.fio(text);
            };
        } catch (IOException e) {
            throw new IOException("its output: " + e.getMessage(), e);
        }
    }
}
