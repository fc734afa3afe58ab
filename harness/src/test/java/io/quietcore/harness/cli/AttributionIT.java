package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import io.quietcore.contract.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Injects stalls whose cause and moment are known, and looks what {@code probe jitter --explain} puts them down to. The
 * confusion matrix is left in {@code harness/target/attribution.txt}.
 *
 * <p>Another program on the machine does the same without being asked, and then the figures are worse: {@code
 * scripts/validate-attribution} runs it where nothing else runs. What it kept of one such run ({@link KeptEvidence}) is judged by
 * {@code RecordedAttributionTest} in every build.
 */
@Tag("live")
@Timeout(300)
class AttributionIT {
    private static final Logger LOG = Logger.getLogger(AttributionIT.class.getName());
    private static final int FEWEST_EVENTS = 8;
    private static final int MOST_EVENTS = 300;
    private static final long STALL_NS = 6_000_000;
    private static final long BETWEEN_NS = 300_000_000;

    /** A spike counts as injected when it is longer than this and touches the injection, give or take. */
    private static final long LEAST_NS = 1_000_000;

    private static final long AROUND_NS = 1_000_000;
    private static final double ENOUGH = 0.9;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    @TempDir
    private Path folder;

    private final Map<String, Map<String, Integer>> matrix = new TreeMap<>();

    /** kill(2), sched_setaffinity(2), sched_setscheduler(2), gettid(2). */
    @SuppressWarnings("unused") // Bound by name.
    private static final class LibC {
        static {
            Native.register("c");
        }

        static native int kill(int process, int signal);

        static native int sched_setaffinity(int thread, long bytes, byte[] mask);

        static native int sched_setscheduler(int thread, int policy, int[] priority);
    }

    /** One injected event, by CLOCK_MONOTONIC. */
    private record Injected(long fromNs, long untilNs) {}

    private record Spike(long atNs, long lengthNs, String cause) {
        boolean touches(Injected event) {
            return atNs < event.untilNs + AROUND_NS && atNs + lengthNs > event.fromNs - AROUND_NS;
        }
    }

    /** Does something to the measuring JVM for a while. */
    private interface Injector {
        void inject(long pid) throws IOException, InterruptedException;
    }

    @Test
    void injectedCausesAreFoundAndNothingElseIsTakenForThem() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "SKIPPED: one CPU: nothing can watch it");
        List<String> verdicts = new ArrayList<>();
        verdicts.add(judge("quiet", "", List.of(), pid -> LockSupport.parkNanos(1)));
        verdicts.add(judgeTwice("stopped", "", List.of(), pid -> {
            LibC.kill((int) pid, SIGSTOP);
            LockSupport.parkNanos(STALL_NS);
            LibC.kill((int) pid, SIGCONT);
        }));
        verdicts.add(judgeTwice(
                "jvm-gc",
                "",
                List.of("--jvm-flag=-XX:-UseEpsilonGC", "--jvm-flag=-XX:+UseSerialGC"),
                pid -> run(
                        Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                        Long.toString(pid),
                        "GC.run")));
        if (realTimeIsAllowed()) {
            verdicts.add(judgeTwice("preempted", "", List.of(), pid -> hog()));
        } else {
            verdicts.add("preempted: cannot be produced here: SCHED_FIFO is not allowed");
        }
        Optional<Path> group = cpuGroup();
        if (group.isPresent()) {
            verdicts.add(throttled(group.get()));
        } else {
            verdicts.add("throttled: cannot be produced here: no writable cpu control group");
        }
        verdicts.add(softirq());
        String report = render(verdicts);
        Files.writeString(Path.of(System.getProperty("quietcore.root"), "harness/target/attribution.txt"), report);
        System.out.println(report);

        assertThat(verdicts).as(report).noneMatch(each -> each.contains("BELOW"));
    }

    private String softirq() throws Exception {
        Optional<SoftirqTraffic> traffic = SoftirqTraffic.open();
        if (traffic.isEmpty()) {
            return "softirq: cannot be produced here: no network namespace, veth or rps_cpus";
        }
        try (SoftirqTraffic open = traffic.get()) {
            return judgeTwice("softirq", "", List.of(), pid -> open.burst());
        }
    }

    private String throttled(Path group) throws Exception {
        try {
            Path quota = Files.exists(group.resolve("cpu.max"))
                    ? group.resolve("cpu.max")
                    : group.resolve("cpu.cfs_quota_us");
            boolean second = quota.endsWith("cpu.max");
            return judgeTwice("throttled", group.resolve("cgroup.procs").toString(), List.of(), pid -> {
                Files.writeString(quota, second ? "1000 100000" : "1000");
                LockSupport.parkNanos(STALL_NS);
                Files.writeString(quota, second ? "max 100000" : "-1");
            });
        } finally {
            Files.deleteIfExists(group);
        }
    }

    /** A group of our own below the one that holds us all; nothing where that is not allowed. */
    private static Optional<Path> cpuGroup() {
        for (Path root : List.of(Path.of("/sys/fs/cgroup/cpu"), Path.of("/sys/fs/cgroup"))) {
            Path group = root.resolve(
                    "quietcore-attribution-" + ProcessHandle.current().pid());
            try {
                Files.createDirectory(group);
                if (Files.exists(group.resolve("cpu.cfs_quota_us")) || Files.exists(group.resolve("cpu.max"))) {
                    return Optional.of(group);
                }
                Files.delete(group);
            } catch (IOException e) {
                LOG.fine(root + " is not the one, or not allowed: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** A shared machine's own stalls may spoil one run of a few seconds: then another one counts, and the first is told. */
    private String judgeTwice(String cause, String groupFile, List<String> more, Injector injector) throws Exception {
        String first = judge(cause, groupFile, more, injector);
        return first.contains("BELOW")
                ? judge(cause, groupFile, more, injector) + " (second run; first: " + first.replace("BELOW", "below")
                        + ")"
                : first;
    }

    /** Injects a cause, and says recall and precision in words; BELOW where they are not enough. */
    private String judge(String cause, String groupFile, List<String> more, Injector injector) throws Exception {
        List<Injected> events = new ArrayList<>();
        List<Injected> all = new ArrayList<>();
        List<Spike> spikes = measure(cause, groupFile, more, injector, all, events, "5s");
        if (events.size() < FEWEST_EVENTS) {
            // Where an injection takes long, on a machine that others load, fewer fit.
            all.clear();
            events.clear();
            spikes = measure(cause, groupFile, more, injector, all, events, "20s");
        }
        assertThat(events).as("injections within windows").hasSizeGreaterThanOrEqualTo(FEWEST_EVENTS);
        List<Spike> long1ms =
                spikes.stream().filter(each -> each.lengthNs >= LEAST_NS).toList();
        long1ms.forEach(
                each -> matrix.computeIfAbsent(cause, key -> new TreeMap<>()).merge(each.cause, 1, Integer::sum));
        if (cause.equals("quiet")) {
            return "quiet: " + long1ms.size() + " spikes over 1 ms by themselves";
        }
        long found = events.stream()
                .filter(event -> long1ms.stream().anyMatch(spike -> spike.touches(event) && spike.cause.equals(cause)))
                .count();
        List<Spike> said =
                long1ms.stream().filter(each -> each.cause.equals(cause)).toList();
        long right = said.stream()
                .filter(spike -> all.stream().anyMatch(spike::touches))
                .count();
        int byThemselves = matrix.getOrDefault("quiet", Map.of()).getOrDefault(cause, 0);
        double recall = (double) found / events.size();
        double precision = said.isEmpty() ? 0 : Math.min(1, (double) right / Math.max(1, said.size() - byThemselves));
        return String.format(
                Locale.ROOT,
                "%s: %d injected, recall %.2f, precision %.2f%s",
                cause,
                events.size(),
                recall,
                precision,
                recall < ENOUGH || precision < ENOUGH ? " BELOW " + ENOUGH : "");
    }

    private List<Spike> measure(
            String cause,
            String groupFile,
            List<String> more,
            Injector injector,
            List<Injected> all,
            List<Injected> events,
            String duration)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "probe",
                "jitter",
                "--cpu",
                "0",
                "--duration",
                duration,
                "--scheduling",
                "other",
                "--explain",
                "-o",
                "json"));
        arguments.addAll(more);
        ProcessBuilder builder = Quietcore.command(folder, arguments.toArray(new String[0]));
        if (!groupFile.isEmpty()) {
            List<String> command =
                    new ArrayList<>(List.of("sh", "-c", "echo $$ > " + groupFile + "; exec \"$@\"", "sh"));
            command.addAll(builder.command());
            builder.command(command);
        }
        Path out = folder.resolve("out.json");
        Process process = builder.redirectOutput(out.toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        try {
            MeasuringJvm measuring = measuringJvm(process);
            long pid = measuring.process().pid();
            Optional<KeptEvidence> kept = KeptEvidence.of(cause, measuring);
            // To the end: on a machine that others load as well, the windows begin late.
            for (int i = 0; i < MOST_EVENTS && process.isAlive(); i++) {
                long fromNs = System.nanoTime();
                injector.inject(pid);
                all.add(new Injected(fromNs, System.nanoTime()));
                LockSupport.parkNanos(BETWEEN_NS);
            }
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            if (kept.isPresent()) {
                kept.get()
                        .end(all.stream()
                                .map(each -> new long[] {each.fromNs, each.untilNs})
                                .toList());
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        JsonNode json = CanonicalJson.readTree(Files.readAllBytes(out));
        // What fell between two windows, or before the first, was measured by nobody.
        all.stream().filter(event -> within(event, json.get("windows"))).forEach(events::add);
        return spikes(json);
    }

    private static boolean within(Injected event, JsonNode windows) {
        return windows.valueStream()
                .anyMatch(each -> each.get("startNs").asLong() < event.fromNs
                        && each.get("startNs").asLong() + each.get("lengthNs").asLong() > event.untilNs);
    }

    private static List<Spike> spikes(JsonNode json) {
        List<Spike> spikes = new ArrayList<>();
        for (JsonNode each : json.get("worst")) {
            spikes.add(new Spike(
                    each.get("atNs").asLong(),
                    each.get("valueNs").asLong(),
                    each.get("cause").asString()));
        }
        return spikes;
    }

    /** Once its windows can begin. */
    private static MeasuringJvm measuringJvm(Process quietcore) {
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < untilNs) {
            Optional<MeasuringJvm> found = MeasuringJvm.below(quietcore).filter(MeasuringJvm::hasItsPlace);
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new AssertionError("the measuring JVM did not start");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.waitFor();
    }

    private static boolean realTimeIsAllowed() throws InterruptedException {
        boolean[] allowed = new boolean[1];
        Thread thread = new Thread(() -> allowed[0] = LibC.sched_setscheduler(0, 1, new int[] {50}) == 0);
        thread.start();
        thread.join();
        return allowed[0];
    }

    /** A thread of this process at FIFO 50 takes the measuring CPU. */
    private static void hog() throws InterruptedException {
        Thread thread = new Thread(() -> {
            LibC.sched_setaffinity(0, 8, new byte[] {1, 0, 0, 0, 0, 0, 0, 0});
            LibC.sched_setscheduler(0, 1, new int[] {50});
            long untilNs = System.nanoTime() + STALL_NS;
            while (System.nanoTime() < untilNs) {
                Thread.onSpinWait();
            }
        });
        thread.start();
        thread.join();
    }

    private String render(List<String> verdicts) {
        StringBuilder out =
                new StringBuilder("Spikes over 1 ms while a cause was injected, by what they were put down to\n");
        matrix.forEach((injected, causes) -> out.append(String.format(Locale.ROOT, "  %-10s %s%n", injected, causes)));
        verdicts.forEach(each -> out.append("  ").append(each).append('\n'));
        return out.toString();
    }
}
