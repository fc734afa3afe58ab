package io.quietcore.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CpuSet;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadReportTest {
    private static final CpuSet CPUS = CpuSet.of(1, 3);
    private static final LoadReport REPORT = LoadReport.of(
            LoadKind.TIMERS,
            CPUS,
            2_000_000_000L,
            List.of(new LoadReport.Worker(1, 30_000), new LoadReport.Worker(3, 10_000)));

    @Test
    void theRateIsAllOperationsByTheTimeTheyTook() {
        assertThat(REPORT.readingOf(LoadKind.TIMERS, CPUS))
                .isEqualTo(new LoadReading(LoadKind.TIMERS, CPUS, 2, 40_000, 20_000, "timer expirations/s"));
    }

    @Test
    void itsLineReadsBackAsItself() {
        byte[] line = CanonicalJson.write(REPORT).getBytes(StandardCharsets.UTF_8);
        assertThat(CanonicalJson.read(line, LoadReport.class)).isEqualTo(REPORT);
    }

    @Test
    void anotherKindOrOtherCpusAreNotTheReadingThatWasAskedFor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REPORT.readingOf(LoadKind.PAGE_FAULTS, CPUS))
                .withMessageContaining("it ran timers on CPUs 1,3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REPORT.readingOf(LoadKind.TIMERS, CpuSet.of(1)))
                .withMessageContaining("timers on 1");
    }

    @Test
    void aSumThatTheWorkersDidNotReachIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoadReport(
                        "timers", "1", 1, 5, 5, "timer expirations/s", List.of(new LoadReport.Worker(1, 4))))
                .withMessageContaining("did 4 operations, and the report says 5");
    }

    @Test
    void aLoadThatNeverBeganHasTheRateZero() {
        assertThat(LoadReport.of(LoadKind.TIMERS, CPUS, 0, List.of()).ratePerSecond())
                .isZero();
    }

    @Test
    void aReadingInAnotherUnitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoadReading(LoadKind.TIMERS, CPUS, 1, 1, 1, "bytes/s"))
                .withMessageContaining("timer expirations/s");
    }

    @ParameterizedTest
    @EnumSource
    void aKindIsFoundByItsSpelling(LoadKind kind) {
        assertThat(LoadKind.named(kind.spelling())).contains(kind);
        assertThat(LoadKind.named(kind.spelling() + "s")).isEmpty();
    }

    @Test
    void stressNgsSummaryIsReadAndItsOtherLinesAreNot() {
        Map<String, Long> bogoOps = new HashMap<>();
        for (String line : List.of(
                "stress-ng: info:  [5687] dispatching hogs: 1 cpu, 1 vm, 1 switch",
                "stress-ng: metrc: [5687] stressor       bogo ops real time  usr time  sys time   bogo ops/s",
                "stress-ng: metrc: [5687]                           (secs)    (secs)    (secs)   (real time)",
                "stress-ng: metrc: [5687] cpu                 881      1.58      0.50      0.00       555.90",
                "stress-ng: info:  [5687] vm                20604      1.59      0.28      0.23     12986.22",
                "stress-ng: metrc: [5687] switch             15127.77 nanosecs per context switch (pipe method)")) {
            assertThat(StressNg.takeMetrics(line, bogoOps)).isFalse();
        }
        assertThat(bogoOps).isEqualTo(Map.of("cpu", 881L, "vm", 20_604L));
        assertThat(StressNg.takeMetrics(
                        "stress-ng: metrc: [5687] cpu   99999999999999999999   1.58   1.5   0.0   1.0   1.0", bogoOps))
                .as("a number that stress-ng cannot have counted")
                .isFalse();
        assertThat(StressNg.takeMetrics(
                        "stress-ng: metrc: [5687] switch            104434      1.58      0.07      0.50", bogoOps))
                .isTrue();
    }
}
