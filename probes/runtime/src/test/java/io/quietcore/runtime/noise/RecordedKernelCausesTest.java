package io.quietcore.runtime.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Explanation;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.TextLines;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What another CPU or the kernel did to a spinning thread, made by {@code attribution/kernel/inject.c} and traced by a real kernel:
 * the gap at each moment is put down to what was injected then.
 */
@Tag("once")
class RecordedKernelCausesTest {
    private static final double ENOUGH = 0.9;

    /** From the call to its gap, and what the trace's microseconds cost. */
    private static final long AROUND_NS = 5_000;

    private static final int MOST_LINE_CHARS = 4_096;

    /**
     * A recording.
     *
     * @param thread that spun
     * @param injectedNs from and until, by CLOCK_MONOTONIC
     * @param gapsNs begin and length
     */
    private record Recording(long thread, long[][] injectedNs, long[][] gapsNs) {
        /** The longest gap that touches an injection. */
        Optional<long[]> gapAt(long[] injected) {
            return Arrays.stream(gapsNs)
                    .filter(gap -> gap[0] < injected[1] + AROUND_NS && gap[0] + gap[1] > injected[0] - AROUND_NS)
                    .max((a, b) -> Long.compare(a[1], b[1]));
        }
    }

    private static InputStream kept(String name) throws IOException {
        InputStream in = RecordedKernelCausesTest.class.getResourceAsStream("/attribution/kernel/" + name);
        return new GZIPInputStream(Objects.requireNonNull(in, name));
    }

    private static Explanation explain(Classifier classifier, long[] gap) {
        return classifier.explain(new ProbeResult.Spike(0, 0, gap[1]), gap[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tlb-shootdown", "ipi", "workqueue", "page-fault"})
    void whatWasInjectedIsFound(String cause) throws IOException {
        Recording recording;
        TraceText trace;
        try (InputStream json = kept(cause + ".json.gz");
                TextLines lines = new TextLines(kept(cause + ".trace.gz"), MOST_LINE_CHARS)) {
            recording = CanonicalJson.read(json.readAllBytes(), Recording.class);
            trace = TraceText.read(lines, recording.thread);
        }
        Classifier classifier = new Classifier(List.of(), trace.spans(), trace.firstNs(), List.of(), true);

        List<String> found = Arrays.stream(recording.injectedNs)
                .map(recording::gapAt)
                .flatMap(Optional::stream)
                .map(gap -> explain(classifier, gap).cause().spelling())
                .toList();

        assertThat(found).hasSizeGreaterThan(20);
        long right = found.stream().filter(cause::equals).count();
        assertThat((double) right / found.size()).as("%s of %s", cause, found).isGreaterThanOrEqualTo(ENOUGH);
    }
}
