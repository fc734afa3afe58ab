package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Parameters;
import io.quietcore.workloads.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The campaign of one side that {@code run --benchmark-jar} measures, as the text that its folder keeps. Pure. */
final class BenchmarkCampaign {
    private static final int REPETITIONS = 5;
    private static final int WINDOWS = 5;
    private static final int MOST_WINDOWS = 1_000;
    private static final long WINDOW_NS = 1_000_000_000;
    private static final long SHORTEST_WINDOW_NS = 10_000_000;

    private BenchmarkCampaign() {}

    /**
     * Its YAML.
     *
     * @param parameters of the benchmark
     * @param repetitions as asked for, or null
     * @param duration of all repetitions together, where both are asked for; else null
     * @throws CommandFailure where that leaves too little for each
     */
    static String yaml(Parameters parameters, @Nullable Integer repetitions, @Nullable Duration duration)
            throws CommandFailure {
        int count = repetitions == null ? REPETITIONS : repetitions;
        int windows = WINDOWS;
        long windowNs = WINDOW_NS;
        if (duration != null && count > 0) {
            long eachNs = duration.toNanos() / count;
            windows = (int) Math.max(WINDOWS, Math.min(MOST_WINDOWS, eachNs / WINDOW_NS));
            windowNs = eachNs / windows;
            if (windowNs < SHORTEST_WINDOW_NS) {
                throw CommandFailure.error(
                        "--duration " + DurationText.format(duration.toNanos()) + " for --repetitions "
                                + count + " is " + DurationText.format(eachNs) + " each; expected "
                                + DurationText.format(WINDOWS * SHORTEST_WINDOW_NS)
                                + " or more: measure longer, or less often");
            }
        }
        String keys = parameters.values().entrySet().stream()
                .map(each -> each.getKey() + ": " + CanonicalJson.write(each.getValue()))
                .collect(Collectors.joining(", "));
        return String.join(
                "\n",
                List.of(
                        "campaign: benchmark",
                        "description: A JMH benchmark of your own, measured pinned.",
                        "repetitions: " + count,
                        "blockSize: 1",
                        "probes:",
                        "  benchmark: {windows: " + windows + ", window: " + DurationText.format(windowNs) + ", " + keys
                                + "}",
                        "sides:",
                        "  own: {pinned: true, scheduling: fifo, lockMemory: true, holdIdleStates: true}",
                        ""));
    }
}
