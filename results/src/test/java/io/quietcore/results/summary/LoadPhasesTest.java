package io.quietcore.results.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.contract.Probe;
import io.quietcore.results.facts.Course;
import io.quietcore.results.facts.Course.Span;
import io.quietcore.results.report.Report;
import io.quietcore.results.store.Disk;
import io.quietcore.results.store.Measured;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.StoredRun;
import io.quietcore.results.summary.LoadPhases.Name;
import io.quietcore.results.summary.LoadPhases.Phase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repetitions start each minute and have two windows of a second: 60 and 61, 120 and 121, 180 and 181, 240 and 241. */
@Tag("once")
class LoadPhasesTest {
    private static final int VALUES = 2_000;

    @TempDir
    private Path folder;

    private final List<Histogram> windows = new ArrayList<>();
    private StoredRun run;

    @BeforeEach
    void measure() throws IOException {
        RunFolder stored = RunFolder.open(folder, Measured.UUID, "tuned", Disk.real());
        for (int repetition = 1; repetition <= 4; repetition++) {
            Measured measured = Measured.of(Measured.spec(Probe.JITTER, 0, repetition, 1), VALUES, List.of());
            stored.writeRepetition(measured.result(), measured.files());
            HistogramLogReader log = new HistogramLogReader(
                    new ByteArrayInputStream(measured.files().get("jitter.hlog")));
            windows.add((Histogram) log.nextIntervalHistogram());
            windows.add((Histogram) log.nextIntervalHistogram());
        }
        run = stored.read().run();
    }

    private static Instant at(double seconds) {
        return Measured.START.plusMillis(Math.round(seconds * 1_000));
    }

    private static Course course(double from, double until, Span... churns) {
        return new Course("sh", at(from), at(until), 0, true, List.of(churns));
    }

    private Phase phase(LoadPhases of, Name name) {
        return of.phases().stream()
                .filter(each -> each.name() == name)
                .findFirst()
                .orElseThrow();
    }

    /** By HdrHistogram alone: what the windows of these numbers come to. */
    private void assertIs(Phase phase, int... numbers) {
        Histogram all = new Histogram(3);
        long over = 0;
        for (int number : numbers) {
            all.add(windows.get(number));
            over += windows.get(number).getCountBetweenValues(10_000, 1_000_000);
        }
        assertThat(phase.windows()).isEqualTo(numbers.length);
        assertThat(phase.count()).isEqualTo((long) VALUES * numbers.length);
        assertThat(phase.measuredNs()).isEqualTo(1_000_000_123L * numbers.length);
        assertThat(phase.maxNs()).isEqualTo(all.getMaxValue());
        assertThat(phase.spikesOver10usPerSecond()).isCloseTo(over / (1.000000123 * numbers.length), within(1e-6));
        assertThat(phase.lostPercent()).isPositive();
    }

    @Test
    void aWindowBelongsToThePhaseThatAllOfItLiesIn() throws IOException {
        LoadPhases phases = LoadPhases.of(run, course(61.5, 181.5, new Span(at(119), at(121.5))))
                .get(0);

        assertIs(phase(phases, Name.BEFORE), 0);
        assertIs(phase(phases, Name.DURING), 2, 3, 4);
        assertIs(phase(phases, Name.CHURN), 2);
        assertIs(phase(phases, Name.AFTER), 6, 7);
        assertThat(phases.straddling()).isEqualTo(2);
        assertThat(phases.cpu()).isEqualTo("4");
    }

    @Test
    void aPhaseWithoutAWindowIsNotThere() throws IOException {
        LoadPhases phases = LoadPhases.of(run, course(10, 300)).get(0);

        assertThat(phases.phases()).extracting(Phase::name).containsExactly(Name.DURING);
        assertThat(phases.straddling()).isZero();
    }

    @Test
    void textAndReportTellThePhasesAndHowTheLoadEnded() throws IOException {
        Course killed =
                new Course("kube-burner", at(61.5), at(181.5), 137, false, List.of(new Span(at(119), at(121.5))));
        UnderLoad under = new UnderLoad(killed, LoadPhases.of(run, killed));

        assertThat(UnderLoadText.of(under))
                .contains(
                        "LOAD ENDED ABNORMALLY: kube-burner", "was ended by signal 9", "churn from +57.5 s to +60.0 s")
                .containsPattern("before +1 +1.00 s")
                .containsPattern("during +3 ")
                .contains("in no phase: 2 windows");
        assertThat(Report.html(List.of(), Map.of("tuned", run), Map.of(), List.of(), Map.of("tuned", under), List.of()))
                .contains("Under load", "Load ended abnormally", "data-phase=\"churn\"");
    }
}
