package io.quietcore.results.history;

import static io.quietcore.results.history.HistoryRuns.LOST;
import static io.quietcore.results.history.HistoryRuns.P999;
import static io.quietcore.results.history.HistoryRuns.newKernel;
import static io.quietcore.results.history.HistoryRuns.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.Resolution;
import io.quietcore.results.history.RegressionCheck.Options;
import io.quietcore.results.history.SeriesFindings.Change;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;

class RegressionCheckTest {
    private static final Options OPTIONS = new Options(30, 5, null);

    private static final Options MICROSECOND = new Options(30, 5, 1_000L);

    /** Nights of about these levels, in µs. */
    private static double[] nights(double... levels) {
        Random random = new Random(7);
        return IntStream.range(0, levels.length)
                .mapToDouble(i -> 1_000 * levels[i] * (1 + 0.01 * random.nextGaussian()))
                .toArray();
    }

    private static double[] levels(int before, double from, int after, double to) {
        return IntStream.range(0, before + after)
                .mapToDouble(i -> i < before ? from : to)
                .toArray();
    }

    private static SeriesFindings check(HistorySeries series) {
        return RegressionCheck.of(series, OPTIONS);
    }

    @Test
    void theRunThatOrionNamedIsNamedWithTheSameChange() throws IOException {
        for (JsonNode metric : HistoryRuns.orion()) {
            double[] values = StreamSupport.stream(metric.get("runs").spliterator(), false)
                    .mapToDouble(run -> run.get("value").asDouble())
                    .toArray();

            SeriesFindings found = check(newKernel(series(P999, values), 18));

            assertThat(found.regressed()).isTrue();
            Change change = found.changes().get(0);
            assertThat(metric.at("/runs/18/uuid")).isEqualTo(metric.at("/found/0/uuid"));
            assertThat(change.at().uuid()).isEqualTo("run-19");
            assertThat(100 * (change.after() / change.before() - 1))
                    .isCloseTo(metric.at("/found/0/percentageChange").asDouble(), within(1e-9));
            assertThat(change.suspects()).hasSize(1);
            assertThat(change.suspects().get(0).change()).hasToString("kernel '6.18.1' -> '6.18.2'");
        }
    }

    @Test
    void whatIsSteadyOrGotBetterOrLittleWorseIsNoRegression() {
        assertThat(check(series(P999, nights(levels(12, 40, 12, 40)))).regressed())
                .isFalse();
        assertThat(check(series(P999, nights(levels(12, 40, 12, 30)))).regressed())
                .isFalse();
        // Plain to see, and below 5 % or below 1 µs, where that is declared.
        SeriesFindings little = check(series(P999, nights(levels(12, 40, 12, 41.5))));
        assertThat(little.changes()).hasSize(1);
        assertThat(little.regressed()).isFalse();
        HistorySeries small = series(P999, nights(levels(12, 2, 12, 2.5)));
        assertThat(RegressionCheck.of(small, MICROSECOND).changes()).hasSize(1);
        assertThat(RegressionCheck.of(small, MICROSECOND).regressed()).isFalse();
        assertThat(check(small).regressed()).isTrue();
    }

    @Test
    void aRegressionThatWasUndoneIsToldAndIsNone() {
        double[] values = nights(IntStream.range(0, 30)
                .mapToDouble(i -> i >= 10 && i < 20 ? 60 : 40)
                .toArray());

        SeriesFindings found = check(series(P999, values));

        assertThat(found.changes()).hasSize(2);
        assertThat(found.changes().get(0).undone()).isTrue();
        assertThat(found.regressed()).isFalse();
        assertThat(HistoryText.findings(List.of(found))).contains("undone since");
    }

    @Test
    void aFirstBadNightIsAShiftAgainstComparableRuns() {
        HistorySeries series = series(P999, nights(levels(15, 40, 1, 60)));

        SeriesFindings found = check(series);

        assertThat(Objects.requireNonNull(found.shift()).runs()).isEqualTo(15);
        assertThat(found.isRegression(found.shift())).isTrue();
        assertThat(found.regressed()).isTrue();
        assertThat(HistoryText.findings(List.of(found))).contains("in the last 15 comparable ones");
    }

    @Test
    void runsOfAnotherKernelAreNotComparableAndThatIsSaid() {
        SeriesFindings found = check(newKernel(series(P999, nights(levels(16, 40, 0, 0))), 14));

        assertThat(found.shift()).isNull();
        assertThat(found.missing()).hasSize(1);
        assertThat(found.missing().get(0))
                .isEqualTo("a shift needs 6 runs before the newest that are comparable with it, there is 1; since"
                        + " 2026-10-14T00:00:00.123Z changed kernel");
    }

    @Test
    void tooFewRunsAreSaidAndAreSkippedNotPassed() throws Exception {
        SeriesFindings few = check(series(LOST, 1, 1.1, 0.9));
        SeriesFindings steady = check(series(P999, nights(levels(20, 40, 0, 0))));
        SeriesFindings worse = check(series(P999, nights(levels(12, 40, 12, 60))));
        List<SeriesFindings> all = List.of(few, steady, worse);

        assertThat(few.regressed()).isFalse();
        assertThat(few.missing()).hasSize(2);
        assertThat(HistoryText.findings(all))
                .contains("too few    jitter-lost of side tuned on node1-numa0: change points need 6 runs or more,"
                        + " there are 3")
                .endsWith("3 series: 1 regressed, 1 with too few runs for an answer, 1 not regressed\n");
        Element suite = (Element) DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(HistoryJunit.xml("a <b>", all))))
                .getElementsByTagName("testsuite")
                .item(0);
        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        assertThat(suite.getAttribute("name")).isEqualTo("quietcore regress a <b>");
        assertThat(suite.getElementsByTagName("failure").item(0).getTextContent())
                .startsWith("REGRESSED  wakeup-P999 of side tuned on node1-numa0: ");
    }

    /** Five runs, the last one a hundred times the others: beside "too few runs" in every sibling, it failed a build. */
    @Test
    void fewerThanSixRunsAreTooFewForAChangeOfAnySize() {
        for (double[] values : List.of(
                new double[] {10_000, 10_010, 9_990, 10_005, 1_000_000},
                new double[] {10_000, 10_001, 1_000_000, 1_000_001},
                new double[] {10_000, 10_010, 990_000, 1_000_000, 1_010_000})) {
            SeriesFindings found = check(series(P999, values));

            assertThat(found.regressed()).isFalse();
            assertThat(found.changes()).isEmpty();
            assertThat(found.missing()).anySatisfy(what -> assertThat(what).startsWith("change points need 6 runs"));
        }
    }

    /** The first night on a new kernel has nothing comparable: it is told, and fails a build when a second one is like it. */
    @Test
    void oneRunThatNoOtherIsComparableWithIsNoRegressionAndTwoAre() {
        SeriesFindings one = check(newKernel(series(P999, nights(levels(16, 40, 1, 60))), 16));
        SeriesFindings two = check(newKernel(series(P999, nights(levels(16, 40, 2, 60))), 16));

        assertThat(one.changes()).hasSize(1);
        assertThat(one.regressed()).isFalse();
        assertThat(HistoryText.findings(List.of(one)))
                .contains("went up ", "; one run alone is no level", "too few    wakeup-P999")
                .endsWith("1 series: 0 regressed, 1 with too few runs for an answer, 0 not regressed\n");
        assertThat(two.regressed()).isTrue();
    }

    /** For a count, nights of none and then one are ordinary; eleven of none and a hundred a second are not. */
    @Test
    void afterNightsOfNothingTheResolutionSaysWhatIsSomething() {
        Metric spikes = new Metric(Probe.JITTER, Statistic.SPIKES_50US);

        assertThat(check(series(spikes, withLast(11, 0.003))).regressed()).isFalse();
        assertThat(check(series(spikes, withLast(11, 100))).regressed()).isTrue();
        // Three millionths of the time, beside a margin of one: p was 0.
        SeriesFindings lost = check(series(LOST, withLast(11, 0.0003)));
        assertThat(lost.regressed()).isFalse();
        assertThat(Objects.requireNonNull(lost.shift()).p()).isGreaterThan(0.1);
        assertThat(check(series(LOST, withLast(11, 1))).regressed()).isTrue();
    }

    private static double[] withLast(int before, double last) {
        double[] values = new double[before + 1];
        values[before] = last;
        return values;
    }

    /** Ten nights at +9 % after ten at +20 % lie nearer to the old level than to the worst one, and not within 5 % of it. */
    @Test
    void undoneIsOnlyWhatIsBackWithinTheMargin() {
        double[] partly = nights(IntStream.range(0, 40)
                .mapToDouble(i -> i < 20 ? 100 : i < 30 ? 120 : 109)
                .toArray());
        double[] wholly = nights(IntStream.range(0, 40)
                .mapToDouble(i -> i < 20 ? 100 : i < 30 ? 120 : 103)
                .toArray());

        assertThat(check(series(P999, partly)).regressed()).isTrue();
        assertThat(check(series(P999, wholly)).regressed()).isFalse();
        assertThat(HistoryText.findings(List.of(check(series(P999, wholly))))).contains("undone since");
    }

    /** A month on one kernel made it twice as slow; that was mended. Weeks later it is so again: the old kernel was the suspect. */
    @Test
    void whatWasUndoneIsNoFindingWhenItRisesAgain() {
        double[] values = nights(IntStream.range(0, 50)
                .mapToDouble(i -> (i >= 10 && i < 20) || i >= 40 ? 200 : 100)
                .toArray());

        SeriesFindings found = check(newKernel(series(P999, values), 10));

        assertThat(found.changes()).hasSize(3);
        assertThat(found.changes().get(0).undone()).isTrue();
        assertThat(found.isRegression(found.changes().get(0))).isFalse();
        assertThat(found.isRegression(found.changes().get(2))).isTrue();
        assertThat(HistoryText.findings(List.of(found)))
                .contains("went up ", "; undone since")
                .containsOnlyOnce("REGRESSED");
        assertThat(found.changes().get(2).suspects()).isEmpty();
    }

    /** A fixed microsecond told these as inside the margin. */
    @ParameterizedTest
    @CsvSource({"handoff-P99, 100, 900", "syscall-P50, 350, 1000", "jitter-arrivalP99, 50, 950"})
    void aMicrosecondHidWhatTheRunsResolve(String metric, double beforeNs, double afterNs) {
        HistorySeries series =
                series(Metric.named(metric).orElseThrow(), nights(levels(30, beforeNs / 1_000, 10, afterNs / 1_000)));

        assertThat(RegressionCheck.of(series, MICROSECOND).regressed()).isFalse();
        SeriesFindings found = check(series);
        assertThat(found.regressed()).isTrue();
        assertThat(found.changes().get(0).margin()).isEqualTo(50);
        assertThat(HistoryText.findings(List.of(found))).contains(", margin 50.0 ns)");
        // The coarsest of the runs that are compared: a clock that became so dear tells less.
        assertThat(check(HistoryRuns.resolved(series, 35, new Resolution(600, 20)))
                        .regressed())
                .isFalse();
    }

    @Test
    void severalSmallStepsAreALargeOne() {
        double[] values = nights(IntStream.range(0, 60)
                .mapToDouble(i -> 100 * Math.pow(1.04, Math.floor(i / 20.0)))
                .toArray());

        SeriesFindings found = check(series(P999, values));

        assertThat(found.changes()).hasSize(2);
        assertThat(found.isRegression(found.changes().get(0))).isTrue();
        assertThat(found.isRegression(found.changes().get(1))).isFalse();
    }

    /** A step of 50 % beside an earlier one of the same size that was undone: neither hides the other. */
    @Test
    void aRegressionIsFoundAfterAnEarlierOneThatWasUndone() {
        double[] values = nights(IntStream.range(0, 60)
                .mapToDouble(i -> (i >= 20 && i < 30) || i >= 50 ? 60 : 40)
                .toArray());

        SeriesFindings found = check(series(P999, values));

        assertThat(found.changes()).hasSize(3);
        assertThat(found.isRegression(found.changes().get(2))).isTrue();
        assertThat(found.changes().get(2).alarmP()).isLessThan(1e-9);
    }

    /** The return from one good night was a regression. */
    @Test
    void oneGoodNightIsNoLevelToFallFrom() {
        double[] values = nights(
                IntStream.range(0, 40).mapToDouble(i -> i == 20 ? 20 : 40).toArray());

        assertThat(check(series(P999, values)).regressed()).isFalse();
    }

    /** The same nights alone and among 200 others: what is enough for one series is ordinary among many. */
    @Test
    void amongManySeriesOneMustBeFurtherOff() {
        Random random = new Random(11);
        double[] values = IntStream.range(0, 31)
                .mapToDouble(i -> 40_000 * Math.exp(0.03 * random.nextGaussian() + (i == 30 ? 0.13 : 0)))
                .toArray();
        List<HistorySeries> fleet = new ArrayList<>(List.of(series(P999, values)));
        for (int node = 0; node < 200; node++) {
            fleet.add(series(
                    P999,
                    IntStream.range(0, 31)
                            .mapToDouble(i -> 40_000 * Math.exp(0.03 * random.nextGaussian()))
                            .toArray()));
        }

        SeriesFindings alone = check(series(P999, values));
        List<SeriesFindings> all = RegressionCheck.together(
                fleet.stream().map(RegressionCheckTest::check).toList());

        assertThat(alone.regressed()).isTrue();
        assertThat(alone.alarmP()).isBetween(0.01 / 201, 0.0003);
        assertThat(all).noneMatch(SeriesFindings::regressed);
        assertThat(HistoryText.findings(all)).contains("went up ", "; ordinary among so many series (B-H ");
    }

    @Test
    void theDocumentSaysWhatTheTextSaysAndIsTheSameEachTime() {
        HistorySeries series = newKernel(series(P999, nights(levels(12, 40, 12, 60))), 12);

        String json = CanonicalJson.writeIndented(HistoryDocument.findings("host-smoke", List.of(check(series))));

        assertThat(json)
                .isEqualTo(CanonicalJson.writeIndented(HistoryDocument.findings("host-smoke", List.of(check(series)))));
        JsonNode document = CanonicalJson.readTree(json.getBytes(StandardCharsets.UTF_8));
        assertThat(document.get("regressed").asBoolean()).isTrue();
        JsonNode point = document.at("/series/0/changePoints/0");
        assertThat(point.get("uuid").asString()).isEqualTo("run-13");
        assertThat(point.get("changePercent").asDouble()).isCloseTo(50, within(2.0));
        assertThat(point.at("/suspects/0/name").asString()).isEqualTo("kernel");
        assertThat(point.get("alarmP").asDouble()).isBetween(1e-30, 0.0003);
        assertThat(document.at("/series/0/unit").asString()).isEqualTo("ns");
    }
}
