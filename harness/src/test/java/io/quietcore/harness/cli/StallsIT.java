package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quietcore.contract.Statistic;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.HistogramStatistics;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.StoredRepetition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real-time program takes the measuring CPU for 3 ms, 20 times a second: 6 % of the time. */
@Timeout(120)
class StallsIT {
    @TempDir
    private Path folder;

    @Test
    void lostTimeAndArrivalDelayShowWhatPercentilesOverIterationsDoNot() throws Exception {
        Process stalls = new ProcessBuilder(program().toString(), "0", "30")
                .redirectErrorStream(true)
                .start();
        StoredRepetition repetition;
        try {
            assumeTrue(
                    !stalls.waitFor(200, TimeUnit.MILLISECONDS), "SKIPPED: SCHED_FIFO is not allowed here: no stalls");
            repetition = measureOnCpu0();
        } finally {
            stalls.destroyForcibly().waitFor();
        }
        CompactHistogram gaps = repetition.histograms().values().iterator().next();

        assertThat(statistic(Statistic.LOST, gaps)).isGreaterThan(5);
        // Of 6 % of all arrivals each waits for what is left of 3 ms: one in a hundred for 2.5 ms and more.
        assertThat(statistic(Statistic.ARRIVAL_P99, gaps)).isGreaterThan(2_000_000);
        assertThat(gaps.valueAtPercentile(99.9)).isLessThan(100_000);
    }

    private static double statistic(Statistic statistic, CompactHistogram gaps) {
        return HistogramStatistics.of(statistic, gaps, 1_000).orElseThrow();
    }

    private StoredRepetition measureOnCpu0() throws IOException, InterruptedException {
        Path campaign = Files.writeString(folder.resolve("stalls.yml"), """
                campaign: stalls
                repetitions: 1
                blockSize: 1
                seed: 1
                primary: [jitter-lost]
                probes:
                  jitter: {windows: 2, window: 1s, threshold: 1us}
                sides:
                  stalled: {pinned: true}
                """);
        Path out = folder.resolve("out");
        Quietcore.Outcome outcome =
                Quietcore.run(folder, "campaign", campaign.toString(), "--cpu", "0", "--out", out.toString());
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        try (Stream<Path> entries = Files.list(out)) {
            Path run = entries.filter(path -> path.getFileName().toString().startsWith(RunFolder.PREFIX))
                    .findFirst()
                    .orElseThrow();
            return RunFolder.read(run).run().repetitions().get(0);
        }
    }

    private Path program() throws IOException, InterruptedException {
        Path source = folder.resolve("stalls.c");
        try (InputStream in = StallsIT.class.getResourceAsStream("stalls.c")) {
            Files.copy(in, source);
        }
        Path program = folder.resolve("stalls");
        assumeTrue(gcc(source, program), "SKIPPED: there is no gcc here that makes the program of the stalls");
        return program;
    }

    private static boolean gcc(Path source, Path program) throws InterruptedException {
        try {
            return new ProcessBuilder("gcc", "-O2", "-o", program.toString(), source.toString())
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
