package io.quietcore.workloads;

import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Schedule;
import io.quietcore.workloads.yaml.Where;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** From {@code probes.<name>} to a probe and its schedule, in nanoseconds and within bounds. */
record ProbeReader(Values values) {
    static final long LONGEST_WINDOW_NS = 3_600_000_000_000L;

    private static final int WINDOWS = 10;
    private static final long WINDOW_NS = 1_000_000_000;
    static final long SHORTEST_WINDOW_NS = 10_000_000;
    private static final int WARMUP_WINDOWS = 2;

    /** Measurement, "JMH": idle states and the frequency ramp after JMH parks its worker. */
    private static final long DISCARD_NS = 100_000_000;

    private static final long LONGEST_DISCARD_NS = 10_000_000_000L;

    /** cyclictest's default interval (rt-tests, cyclictest(8), {@code -i}). */
    private static final long PERIOD_NS = 1_000_000;

    /** Below this the probe is its own load: a wake-up takes 10 µs and more. */
    private static final long SHORTEST_PERIOD_NS = 50_000;

    private static final long LONGEST_PERIOD_NS = 1_000_000_000;
    private static final long THRESHOLD_NS = 1_000;

    /** Twice the slowest period of the gap loop (measurement, "Clock": 20 to 45 ns), so that the loop is no spike. */
    private static final long SMALLEST_THRESHOLD_NS = 100;

    private static final long LARGEST_THRESHOLD_NS = 100_000_000;

    /** The probe's load; nothing where something is wrong at its place. */
    Optional<ProbeLoad> load(Probe probe, Where where) {
        long windowNs = values.durationNs(where.key("window"), WINDOW_NS, SHORTEST_WINDOW_NS, LONGEST_WINDOW_NS);
        long discardNs = values.durationNs(where.key("discard"), DISCARD_NS, 0, LONGEST_DISCARD_NS);
        long periodNs = probe.periodic()
                ? values.durationNs(where.key("period"), PERIOD_NS, SHORTEST_PERIOD_NS, LONGEST_PERIOD_NS)
                : 0;
        long thresholdNs = probe.countsGaps()
                ? values.durationNs(where.key("threshold"), THRESHOLD_NS, SMALLEST_THRESHOLD_NS, LARGEST_THRESHOLD_NS)
                : 0;
        Parameters parameters = parameters(probe, where);
        if (values.problems().within(where)) {
            return Optional.empty();
        }
        if (periodNs > windowNs) {
            values.problem(
                    where.key("period"),
                    "found " + DurationText.format(periodNs),
                    "at most the window, " + DurationText.format(windowNs),
                    "");
            return Optional.empty();
        }
        return Optional.of(new ProbeLoad(
                probe,
                new Schedule(
                        values.count(where.key("warmupWindows"), WARMUP_WINDOWS),
                        values.count(where.key("windows"), WINDOWS),
                        windowNs,
                        discardNs,
                        periodNs,
                        thresholdNs),
                parameters));
    }

    private Parameters parameters(Probe probe, Where where) {
        Parameters parameters = Parameters.NONE;
        for (Parameter parameter : probe.parameters()) {
            Where place = where.key(parameter.key());
            Optional<String> typed = values.at(place).map(JsonNode::asString);
            if (typed.isPresent()) {
                try {
                    parameters = parameters.with(parameter, typed.get());
                } catch (IllegalArgumentException e) {
                    String[] words = String.valueOf(e.getMessage()).split("; expected ", 2);
                    values.problem(place, words[0], words.length > 1 ? words[1] : parameter.description(), "");
                }
            }
        }
        return parameters;
    }
}
