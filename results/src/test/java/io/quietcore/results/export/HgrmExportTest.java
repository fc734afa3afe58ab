package io.quietcore.results.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Probe;
import io.quietcore.results.compare.Runs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HgrmExportTest {
    /** As HdrHistogram's own plotter and HdrHistogram_py read a line: value, percentile, count, 1/(1-percentile). */
    private static final Pattern LINE = Pattern.compile(" *[0-9.]+ +[01]\\.[0-9]+ +[0-9]+( +([0-9.]+|Infinity|inf))?");

    @Test
    void aSeriesIsOneFileOverAllRepetitions() {
        Map<String, byte[]> files = HgrmExport.of(List.of(Runs.of("tuned")
                .measured(Probe.WAKEUP, 0, 3, i -> Runs.latencies(10_000.0 * i))
                .measured(Probe.JITTER, 1, 2, i -> Runs.gaps(i))
                .run()));

        assertThat(files.keySet())
                .containsExactly(
                        "tuned_node=worker-1_numa=0_cpu=4_probe=wakeup.hgrm",
                        "tuned_node=worker-1_numa=1_cpu=5_probe=jitter.hgrm");
        List<String> lines = new String(
                        files.get("tuned_node=worker-1_numa=0_cpu=4_probe=wakeup.hgrm"), StandardCharsets.US_ASCII)
                .lines()
                .toList();
        assertThat(lines.get(0)).matches(" +Value +Percentile +TotalCount +1/\\(1-Percentile\\)");
        assertThat(lines).anyMatch(line -> line.matches("#\\[Max +=.*Total count +=  *15000\\]"));
        assertThat(lines.stream().skip(2).filter(line -> !line.startsWith("#")))
                .hasSizeGreaterThan(20)
                .allMatch(line -> LINE.matcher(line).matches());
    }

    @Test
    void aNameOfAFileIsOneWhateverTheWordsAre() {
        assertThat(ExportName.of("../..//<script>|\"=cmd()\n", ".svg", Set.of()))
                .matches("[A-Za-z0-9=_-]+\\.svg");
        assertThat(ExportName.of("a b", ".svg", Set.of("a-b.svg", "a-b-2.svg"))).isEqualTo("a-b-3.svg");
        assertThat(ExportName.of("x".repeat(999), ".svg", Set.of()).length()).isLessThan(255);
    }
}
