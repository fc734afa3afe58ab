package io.quietcore.runtime.launch;

import io.quietcore.contract.Parameter;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.runtime.measure.Exchange;
import io.quietcore.runtime.noise.JvmLog;
import java.util.ArrayList;
import java.util.List;

/** The measuring JVM's flags: the same for every side of a campaign, and quiet. Pure. */
final class JvmFlags {
    /** From this release on GuaranteedSafepointInterval is 0 by default (JDK-8298145). */
    private static final int NO_PERIODIC_SAFEPOINT = 23;

    /** From this release on native access is granted by name (JEP 454). */
    private static final int NATIVE_ACCESS = 22;

    /** From this release on sun.misc.Unsafe, which JMH uses, warns on standard error (JEP 471, JEP 498). */
    private static final int UNSAFE_WARNS = 23;

    private static final long HEAP_MB = 96;
    private static final long HEAP_KB_PER_WINDOW = 256;
    private static final long MOST_HEAP_MB = 4_096;

    private JvmFlags() {}

    /**
     * All flags, the spec's own last.
     *
     * @param javaFeature the release of the measuring JVM
     */
    static List<String> of(ProbeSpec spec, Exchange exchange, int javaFeature) {
        List<String> flags = new ArrayList<>();
        flags.addAll(memory(spec));
        if (javaFeature < NO_PERIODIC_SAFEPOINT) {
            flags.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:GuaranteedSafepointInterval=0"));
        }
        if (spec.probe() != Probe.BENCHMARK) {
            // The same on every side: all but the measuring thread live on one housekeeping CPU.
            flags.add("-XX:ActiveProcessorCount=1");
        }
        flags.addAll(List.of(
                "-XX:-UsePerfData",
                // JDK 17 prints warnings to standard output, which is not ours to give away.
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                // A class archive of another jar costs its time, and is no news.
                "-Xlog:cds*=off:stderr",
                "-Xlog:" + JvmLog.selection(javaFeature) + ":file=" + exchange.jvmLog() + ":timenanos,tags:filecount=0",
                "-Dslf4j.internal.verbosity=ERROR",
                "-D" + Exchange.PROPERTY + "=" + exchange.folder()));
        if (javaFeature >= NATIVE_ACCESS) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        if (javaFeature >= UNSAFE_WARNS) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        flags.addAll(spec.jvmFlags());
        return flags;
    }

    private static List<String> memory(ProbeSpec spec) {
        if (spec.probe() == Probe.BENCHMARK) {
            // Its heap and its collector are part of what it measures: its own annotations say them, or --jvm-flag.
            return List.of();
        }
        if (spec.probe() == Probe.ALLOC) {
            long bytes = spec.parameters().number(Parameter.HEAP);
            String collector =
                    switch (spec.parameters().text(Parameter.COLLECTOR)) {
                        case "parallel" -> "-XX:+UseParallelGC";
                        case "serial" -> "-XX:+UseSerialGC";
                        case "z" -> "-XX:+UseZGC";
                        case "shenandoah" -> "-XX:+UseShenandoahGC";
                        default -> "-XX:+UseG1GC";
                    };
            return List.of(collector, "-Xms" + bytes, "-Xmx" + bytes, "-XX:+AlwaysPreTouch");
        }
        // No collector: nothing is freed, and no thread of one ever runs (JEP 318). Enough heap for every window.
        long heapMb = heapMb(spec.schedule());
        return List.of(
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:+UseEpsilonGC",
                "-Xms" + heapMb + "m",
                "-Xmx" + heapMb + "m",
                "-XX:+AlwaysPreTouch");
    }

    private static long heapMb(Schedule schedule) {
        long windows = (long) schedule.warmupWindows() + schedule.windows();
        return Math.min(MOST_HEAP_MB, HEAP_MB + windows * HEAP_KB_PER_WINDOW / 1_024);
    }
}
