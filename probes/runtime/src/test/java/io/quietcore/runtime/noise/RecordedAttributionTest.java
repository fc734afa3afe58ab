package io.quietcore.runtime.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Explanation;
import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.TextLines;
import io.quietcore.runtime.measure.MeasuredWindows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the launcher had before it of live runs with injected stalls, judged again: the windows with their spikes, the JVM's log,
 * the sampler's counters, the kernel's trace, and the moments of the injections. Kept by {@code AttributionIT} of {@code harness}
 * with {@code -Dquietcore.attribution.keep=FOLDER}, on a guest of 2 CPUs on which others worked, and cut to the windows that hold
 * ten injections and to their spikes of a millisecond and more; other programs have lost their names. {@code ClassifierTest} has
 * the causes that are not recorded.
 */
@Tag("once")
class RecordedAttributionTest {
    /** A spike counts as injected when it is longer than this and touches the injection, give or take. */
    private static final long LEAST_NS = 1_000_000;

    private static final long AROUND_NS = 1_000_000;
    private static final double ENOUGH = 0.9;
    private static final int FEWEST_EVENTS = 8;
    private static final int MOST_LINE_CHARS = 4_096;

    /** One injected event, by CLOCK_MONOTONIC. */
    private record Injected(long fromNs, long untilNs) {
        boolean touches(Spike spike) {
            return spike.fromNs < untilNs + AROUND_NS && spike.fromNs + spike.lengthNs > fromNs - AROUND_NS;
        }

        boolean isWithin(Window window) {
            return window.startNs() < fromNs && window.startNs() + window.lengthNs() > untilNs;
        }
    }

    private record Spike(long fromNs, long lengthNs, String cause) {}

    private static InputStream kept(String cause, String name) throws IOException {
        InputStream in = RecordedAttributionTest.class.getResourceAsStream("/attribution/" + cause + "/" + name);
        return Objects.requireNonNull(in, cause + "/" + name);
    }

    private static InputStream unpacked(String cause, String name) throws IOException {
        return new GZIPInputStream(kept(cause, name + ".gz"));
    }

    private static TextLines lines(String cause, String name) throws IOException {
        return new TextLines(unpacked(cause, name), MOST_LINE_CHARS);
    }

    private static Classifier classifier(String cause) throws IOException {
        long threadId;
        try (InputStream thread = unpacked(cause, "thread")) {
            threadId = Long.parseLong(new String(thread.readAllBytes(), StandardCharsets.US_ASCII).split(" ", 2)[1]);
        }
        try (TextLines log = lines(cause, "jvm.log");
                TextLines trace = lines(cause, "trace");
                InputStream rows = unpacked(cause, "snapshots")) {
            TraceText traced = TraceText.read(trace, threadId);
            return new Classifier(JvmLog.parse(log), traced.spans(), traced.firstNs(), Snapshot.readAll(rows), true);
        }
    }

    private static List<Spike> explained(String cause, MeasuredWindows measured) throws IOException {
        Classifier classifier = classifier(cause);
        return measured.spikes().stream()
                .filter(spike -> spike.valueNs() >= LEAST_NS)
                .map(spike -> {
                    long windowNs = measured.windows().get(spike.window()).startNs();
                    Explanation explanation = classifier.explain(spike, windowNs);
                    return new Spike(
                            windowNs + spike.offsetNs(),
                            spike.valueNs(),
                            explanation.cause().spelling());
                })
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stopped", "jvm-gc", "preempted", "throttled"})
    void injectedCausesAreFoundAndNothingElseIsTakenForThem(String cause) throws IOException {
        MeasuredWindows measured;
        List<Injected> all;
        try (InputStream report = unpacked(cause, "report.json");
                InputStream moments = kept(cause, "injected.json")) {
            measured = CanonicalJson.read(report.readAllBytes(), MeasuredWindows.class);
            all = Arrays.stream(CanonicalJson.read(moments.readAllBytes(), long[][].class))
                    .map(each -> new Injected(each[0], each[1]))
                    .toList();
        }
        List<Spike> spikes = explained(cause, measured);
        List<Injected> measurable = all.stream()
                .filter(event -> measured.windows().stream().anyMatch(event::isWithin))
                .toList();
        assertThat(measurable).hasSizeGreaterThanOrEqualTo(FEWEST_EVENTS);
        List<Spike> said =
                spikes.stream().filter(spike -> spike.cause.equals(cause)).toList();

        double found = measurable.stream()
                .filter(event -> said.stream().anyMatch(event::touches))
                .count();
        double right = said.stream()
                .filter(spike -> all.stream().anyMatch(event -> event.touches(spike)))
                .count();

        assertThat(found / measurable.size()).as("recall").isGreaterThanOrEqualTo(ENOUGH);
        assertThat(right / said.size()).as("precision").isGreaterThanOrEqualTo(ENOUGH);
    }
}
