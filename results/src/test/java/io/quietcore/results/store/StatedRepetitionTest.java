package io.quietcore.results.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.Neighbour;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.Stated;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.store.RepetitionFiles.DamagedFileException;
import io.quietcore.results.summary.ProbeSummary;
import io.quietcore.results.summary.ProbeSummaryText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a program stated of its values goes with them from the evidence to every number. */
class StatedRepetitionTest {
    private static final Measured MEASURED = Measured.of(Measured.spec(Probe.OSLAT, 0, 1, 1), 5_000, List.of());

    private static ProbeResult saying(Map<String, Evidence> evidence) {
        ProbeResult made = MEASURED.result();
        return new ProbeResult(
                made.spec(),
                made.grant(),
                made.startedAt(),
                made.endedAt(),
                made.host(),
                made.floor(),
                made.histograms(),
                made.windows(),
                made.spikes(),
                made.spikesLost(),
                made.explanations(),
                evidence,
                made.stopped(),
                made.reasons());
    }

    @Test
    void aStoredHistogramHasTheMaximumThatTheEvidenceStates() throws DamagedFileException {
        Stated stated = new Stated(123_456, 80_000, true);
        CompactHistogram read = RepetitionFiles.histograms(
                        saying(Map.of(Stated.EVIDENCE, stated.evidence())), MEASURED.files())
                .values()
                .iterator()
                .next();

        assertThat(read.maxNs()).isEqualTo(123_456);
        assertThat(read.openFromNs()).isEqualTo(80_000);
    }

    @Test
    void evidenceThatStatesNonsenseIsDamage() {
        assertThatThrownBy(() -> RepetitionFiles.histograms(
                        saying(Map.of(Stated.EVIDENCE, Evidence.seen("longest value 1e9 ns"))), MEASURED.files()))
                .isInstanceOf(DamagedFileException.class);
    }

    @Test
    void theSummarySaysTheMaximumAndWhatTheProgramWarnedOf() throws Exception {
        ProbeResult result = saying(Map.of(
                Stated.EVIDENCE,
                new Stated(35_000_000, 80_000, false).evidence(),
                Evidence.PROGRAM_SAID,
                Evidence.seen("WARN: something"),
                Neighbour.EVIDENCE,
                Neighbour.evidence(List.of(new Neighbour(false, 1_234, "yes", true, CpuSet.of(1), 1_950L)))));

        ProbeSummary summary = ProbeSummary.of(result, ReceivedResult.histograms(result, MEASURED.files()));

        assertThat(summary.quantiles()).containsOnly(Map.entry("max", 35_000_000L));
        assertThat(summary.lostPercent()).isNull();
        assertThat(summary.spikesPerSecond()).containsKey("50000").doesNotContainKeys("100000", "1000000");
        assertThat(ProbeSummaryText.of(summary))
                .contains(
                        "warning: oslat said: WARN: something",
                        "warning: not alone on CPU 1 while it measured: process 1234 (yes), pinned to CPU 1, ran 1950 ms",
                        "max 35.0 ms",
                        "does not tell values from 80.0 us on apart");
    }
}
