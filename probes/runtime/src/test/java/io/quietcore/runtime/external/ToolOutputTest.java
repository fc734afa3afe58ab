package io.quietcore.runtime.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quietcore.contract.Stated;
import io.quietcore.contract.TextLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output as rt-tests 2.4, fio 3.33 and sockperf 3.7 write it, shortened. */
class ToolOutputTest {
    private static Reader text(String text) {
        return new StringReader(text);
    }

    private static Reader resource(String name) {
        return new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ToolOutputTest.class.getResourceAsStream("/external/" + name)),
                StandardCharsets.UTF_8));
    }

    private static ToolReading sockperf(String log) throws IOException {
        return SockperfLog.read(new TextLines(text(log), 1_000));
    }

    private static double sumNs(Histogram gaps, long fromNs) {
        double sumNs = 0;
        for (var bucket : gaps.recordedValues()) {
            if (bucket.getValueIteratedTo() >= fromNs) {
                sumNs += (double) gaps.medianEquivalentValue(bucket.getValueIteratedTo())
                        * bucket.getCountAddedInThisIterationStep();
            }
        }
        return sumNs;
    }

    @Test
    void oslatsGapsAddUpToTheTimeThatWentBy() throws IOException {
        ToolReading reading = ToolOutput.oslat(text("""
                {"thread": {"0": {"cpu": 1, "freq": 2597, "min": 1, "avg": 1.0, "max": 325, "duration": 2.0,
                  "histogram": {"1": 80000000, "2": 200, "20": 300, "325": 1}}}}"""));
        Histogram gaps = reading.histogram();

        assertThat(sumNs(gaps, 0) / 2e9).isCloseTo(1, within(0.03));
        assertThat(gaps.getTotalCount()).isEqualTo(80_000_501);
        assertThat(gaps.getCountBetweenValues(19_000, 20_000)).isEqualTo(300);
        assertThat(reading.stated()).isEqualTo(new Stated(325_000, Long.MAX_VALUE, true));
        assertThat(reading.measuredNs()).isEqualTo(2_000_000_000L);
    }

    /** The names of the columns begin with 0 from rt-tests 2.9 on, and with 2 in some between. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void oslatsFirstColumnIsItsLoopWhateverItsName(int first) throws IOException {
        Histogram gaps = ToolOutput.oslat(text(
                        "{\"thread\": {\"0\": {\"max\": %d, \"duration\": 1.0, \"histogram\": {\"%d\": 40000000, \"%d\": 7}}}}"
                                .formatted(9 + first, first, 9 + first)))
                .histogram();

        assertThat(gaps.getCountBetweenValues(9_400, 9_600)).isEqualTo(7);
        assertThat(gaps.getCountBetweenValues(20, 30)).isEqualTo(40_000_000);
    }

    /** Its summary says: 244 of 34,157,705 gaps in the last column, average 1.031151 us, maximum 100186 us. */
    @Test
    void ofAnOpenLastColumnOslatsMaximumIsExactAndItsMeanGivesTheSum() throws IOException {
        ToolReading reading = ToolOutput.oslat(resource("oslat-2.40.json"));
        Histogram gaps = reading.histogram();

        assertThat(reading.stated()).isEqualTo(new Stated(100_186_000, 1_023_000, true));
        assertThat(gaps.getTotalCount()).isEqualTo(34_157_705);
        assertThat(gaps.getCountBetweenValues(1_024_000, ToolOutput.HIGHEST_NS)).isEqualTo(244);
        // 1.031151 * 34,157,705 less the columns' names and counts, plus 244 times 1024.5.
        assertThat(sumNs(gaps, 1_024_000) / 1e3).isCloseTo(770_727.7 + 244 * 1_024.5, within(300.0));
        assertThat(sumNs(gaps, 0) / 1.998e9).isCloseTo(1, within(0.02));
    }

    /** Three gaps in the last column cannot come to what this mean says: a stand-in's, or another version's. */
    @Test
    void aSumThatCannotBeIsNotTold() throws IOException {
        ToolReading reading = ToolOutput.oslat(text("""
                {"thread": {"0": {"histogram": {"1": 5000000, "2": 10, "1024": 3},
                  "min": 1, "avg": 1.1, "max": 35000, "duration": 1.0}}}"""));

        assertThat(reading.stated()).isEqualTo(new Stated(35_000_000, 1_023_000, false));
        assertThat(reading.histogram().getCountBetweenValues(34_900_000, 36_000_000))
                .isEqualTo(1);
        assertThat(sumNs(reading.histogram(), 0) / 1e9).isCloseTo(1, within(0.01));
    }

    @Test
    void aSingleGapInTheLastColumnIsTheMaximumAndNothingIsOpen() throws IOException {
        ToolReading reading = ToolOutput.oslat(text("""
                {"thread": {"0": {"histogram": {"1": 5000000, "1024": 1}, "max": 35000, "duration": 1.0}}}"""));

        assertThat(reading.stated()).isEqualTo(new Stated(35_000_000, Long.MAX_VALUE, true));
    }

    @Test
    void aValueOverCyclictestsHistogramIsItsMaximum() throws IOException {
        ToolReading reading = ToolOutput.cyclictest(text("""
                {"thread": {"0": {"histogram": {"6515": 1, "12000": 9}, "cycles": 11, "min": 6515, "max": 6764254,
                  "avg": 20368.31, "cpu": 0, "node": 0}}}"""), 1_000_000);

        assertThat(reading.histogram().getTotalCount()).isEqualTo(11);
        assertThat((double) reading.histogram().getMaxValue()).isCloseTo(6_764_254, within(7_000.0));
        assertThat(reading.stated()).isEqualTo(new Stated(6_764_254, Long.MAX_VALUE, true));
    }

    @Test
    void moreValuesOverCyclictestsHistogramAddUpToItsMean() throws IOException {
        // 9 x 1,000 and three of 5, 6 and 7 ms: on average 1,500,750 ns.
        ToolReading reading = ToolOutput.cyclictest(text("""
                {"resolution_in_ns": 1, "thread": {"0": {"histogram": {"1000": 9}, "cycles": 12, "max": 7000000,
                  "avg": 1500750.00}}}"""), 1_000_000);

        assertThat(reading.stated()).isEqualTo(new Stated(7_000_000, 1_000_000, true));
        assertThat(reading.histogram().getMean() * 12).isCloseTo(18_009_000, within(10_000.0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"thread\": {\"0\": {\"histogram\": {\"1000\": 9}, \"cycles\": 8, \"max\": 1000}}}",
                "{\"thread\": {\"0\": {\"histogram\": {\"1000\": 9}, \"cycles\": 9, \"max\": 2000}}}",
                "{\"thread\": {\"0\": {\"histogram\": {\"1000\": 9}, \"cycles\": 12, \"max\": 1000}}}"
            })
    void whatContradictsItselfIsRefused(String json) {
        assertThatThrownBy(() -> ToolOutput.cyclictest(text(json), 1_000_000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cycles, of which the longest took");
    }

    @Test
    void fiosBinsOfEachDirectionAreAHistogramAndTogetherOneWithItsOwnMaximum() throws IOException {
        ToolReading reading = ToolOutput.fio(text("""
                {"fio version": "fio-3.33", "jobs": [{"error": 0,
                  "read": {"runtime": 1002, "clat_ns": {"N": 3, "max": 33601, "bins": {"33024": 2, "33536": 1}}},
                  "write": {"runtime": 1001, "clat_ns": {"N": 1, "max": 90111, "bins": {"89600": 1}}}}]}"""));

        assertThat(reading.histogram().getTotalCount()).isEqualTo(4);
        assertThat(reading.byDirection().get("read").getTotalCount()).isEqualTo(3);
        assertThat(reading.byDirection().get("write").getTotalCount()).isEqualTo(1);
        assertThat(reading.stated()).isEqualTo(new Stated(90_111, Long.MAX_VALUE, true));
        assertThat(reading.measuredNs()).isEqualTo(1_002_000_000L);
    }

    /** A bin is named after its middle, which may lie above the longest of its values. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void nothingOfFiosLastBinIsLongerThanItsMaximum(int inTheLastBin) throws IOException {
        ToolReading reading = ToolOutput.fio(text("""
                {"jobs": [{"read": {"clat_ns": {"N": %d, "max": 1000, "bins": {"900": 1, "1006": %d}}}}]}""".formatted(inTheLastBin + 1, inTheLastBin)));

        assertThat(reading.histogram().getTotalCount()).isEqualTo(inTheLastBin + 1);
        assertThat(reading.histogram().getMaxValue()).isEqualTo(1_000);
        assertThat(reading.byDirection()).isEmpty();
    }

    @Test
    void fiosLastBinIsOpenWhereItsMaximumLiesBeyondIt() throws IOException {
        ToolReading reading = ToolOutput.fio(text("""
                {"jobs": [{"read": {"clat_ns": {"N": 5, "max": 60000000000, "bins": {"33024": 3, "17112760320": 2}}}}]}"""));

        assertThat(reading.stated().maxNs()).isEqualTo(60_000_000_000L);
        assertThat(reading.stated().openFromNs()).isBetween(16_800_000_000L, 17_045_651_456L);
    }

    @Test
    void fiosWarningsBeforeAndAfterItsJsonAreToldAndTheJsonIsRead() throws IOException {
        ToolReading reading = ToolOutput.fio(text("""
                fio: file /dev/sda exceeds 32-bit tausworthe random generator.
                {
                  "fio version" : "fio-3.36",
                  "jobs" : [ { "jobname" : "quietcore", "error" : 0,
                     "read" : { "clat_ns" : { "max" : 9000, "N": 3, "bins" : { "1000" : 2, "9000" : 1 } } } } ]
                }

                fio: something at the end
                """));

        assertThat(reading.said())
                .containsExactly(
                        "fio: file /dev/sda exceeds 32-bit tausworthe random generator.", "fio: something at the end");
        assertThat(reading.stated().maxNs()).isEqualTo(9_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jobs\": [{\"error\": 5, \"read\": {\"clat_ns\": {\"max\": 9, \"bins\": {\"9\": 1}}}}]}",
                "{\"jobs\": [{\"read\": {\"clat_ns\": {\"max\": 9, \"N\": 2, \"bins\": {\"9\": 1}}}}]}",
                "{\"jobs\": [{\"read\": {\"clat_ns\": {\"max\": 9, \"N\": 2}}}]}",
                "{\"jobs\": [{\"read\": {\"clat_ns\": {\"max\": 9, \"bins\": {\"9000\": 1}}}}]}",
                "{\"jobs\": [{}, {}]}",
                "{\"jobs\": []}",
                "{\"jobs\": [{}]}"
            })
    void aJobOfFiosThatFailedOrContradictsItselfIsRefused(String json) {
        assertThatThrownBy(() -> ToolOutput.fio(text(json))).isInstanceOf(IOException.class);
    }

    @Test
    void sockperfsPacketsAreRoundTrips() throws IOException {
        ToolReading reading = sockperf("""
                sockperf: [Valid Duration] RunTime=1.550 sec; SentMessages=2; ReceivedMessages=2
                sockperf: # dropped messages = 0; # duplicated messages = 0; # out-of-order messages = 0
                sockperf: \u001b[2;35mTotal 2 observations\u001b[0m; each percentile contains 0.02 observations
                sockperf: ---> <MIN> observation =    6.880
                packet, txTime(sec), rxTime(sec), latency(usec)
                0, 2.422926999, 2.422990463, 31.732
                1, 2.999999990, 3.000050000, 25.005
                """);

        assertThat(reading.histogram().getTotalCount()).isEqualTo(2);
        assertThat(reading.stated().maxNs()).isEqualTo(63_464);
        assertThat((double) reading.histogram().getMinValue()).isCloseTo(50_010, within(60.0));
        assertThat(reading.measuredNs()).isEqualTo(1_550_000_000L);
        assertThat(reading.problems()).isEmpty();
    }

    @Test
    void packetsThatWereDroppedAreToldAndMakeNothingInvalid() throws IOException {
        ToolReading reading = sockperf("# dropped messages = 4;\n0, 2.422926999, 2.422990463, 31.732\n");

        assertThat(reading.said()).singleElement().asString().contains("4 packets were never answered");
        assertThat(reading.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Total 2 observations\n0, 2.422926999, 2.422990463, 31.732\n",
                "0, 3.422926999, 2.422990463, 31.732\n",
                "0, 1.000000000, 900000000.000000000, 31.732\n"
            })
    void aLogThatLacksPacketsOrHasImpossibleTimesIsRefused(String log) {
        assertThatThrownBy(() -> sockperf(log)).isInstanceOf(IOException.class);
    }

    @Test
    void aRunThatWasShorterThanAskedForIsInvalid() throws IOException {
        ToolReading reading = sockperf("[Valid Duration] RunTime=0.550 sec\n0, 2.422926999, 2.422990463, 31.732\n");

        assertThat(reading.askedFor(1_000_000_000L).problems())
                .containsExactly("it says that it measured for 0.550 s of 1.000 s");
        assertThat(reading.askedFor(550_000_000L).problems()).isEmpty();
    }

    @Test
    void whatIsNoOutputOfTheProgramIsRefusedInWords() {
        assertThatThrownBy(() -> ToolOutput.oslat(text("{}")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("0 entries under 'thread'");
        assertThatThrownBy(() -> ToolOutput.oslat(text("{\"thread\": {\"0\": {\"histogram\": {\"x\": 1}}}}")))
                .hasMessageContaining("expected a number and a count");
        assertThatThrownBy(() -> ToolOutput.fio(text("{\"jobs\": [{}]}"))).hasMessageContaining("no operation");
        assertThatThrownBy(() -> ToolOutput.fio(text("fio: out of memory\n")))
                .hasMessage("wrote no JSON; it says: fio: out of memory");
        assertThatThrownBy(() -> sockperf("nothing")).hasMessageContaining("no packet");
        assertThatThrownBy(() -> sockperf("0, 99999999999999999999.000000000, 1.000000000, 1\n"))
                .hasMessageContaining("no packet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"max\": 1e999, \"duration\": 1, \"histogram\": {\"1\": 5, \"1024\": 3}",
                "\"max\": 1e999999999, \"duration\": 1, \"histogram\": {\"1\": 5, \"1024\": 3}",
                "\"max\": -1, \"duration\": 1, \"histogram\": {\"1\": 5, \"1024\": 3}",
                "\"max\": 5, \"duration\": -1, \"histogram\": {\"1\": 5, \"5\": 3}",
                "\"max\": 5, \"duration\": 1e300, \"histogram\": {\"1\": 5, \"5\": 3}",
                "\"max\": 5, \"max\": 6, \"duration\": 1, \"histogram\": {\"1\": 5, \"5\": 3}",
                "\"max\": 999999999999999, \"duration\": 1, \"histogram\": {\"1\": 5, \"999999999999999\": 3}",
                "\"max\": 5, \"duration\": 1, \"histogram\": {\"1\": 9223372036854775807, \"5\": 9223372036854775807}",
                "\"max\": 5, \"duration\": 1, \"histogram\": {\"1\": 99999999999999999999, \"5\": 3}",
                "\"max\": 5, \"duration\": 1, \"histogram\": {\"5\": 1, \"1\": 3}",
                "\"max\": 5, \"duration\": 1, \"histogram\": {\"1\": 1, \"1\": 3}",
                "\"max\": 5, \"duration\": 1, \"histogram\": {\"1\": null}",
                "\"max\": 5, \"duration\": 1, \"histogram\": {\"1\": 1.5}",
                "\"max\": 5, \"duration\": 1, \"histogram\": {\"1\": 5, \"5\": 3}, \"histogram\": {\"1\": 5}",
                "\"max\": 35000, \"duration\": 1, \"histogram\": {\"1\": 5}",
                "\"max\": 3, \"duration\": 1, \"histogram\": {\"1\": 5, \"500\": 5}",
                "\"max\": NaN, \"duration\": 1, \"histogram\": {\"1\": 5, \"500\": 5}",
                "\"max\": 5, \"duration\": 1, \"histogram\": [5]",
                "\"max\": 5, \"duration\": 1, \"histogram\": null",
            })
    void numbersThatNoProgramMeasuresAreRefusedInOneLine(String thread) {
        assertThatThrownBy(() -> ToolOutput.oslat(text("{\"thread\": {\"0\": {" + thread + "}}}")))
                .isInstanceOf(IOException.class)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void brackets20000DeepAreRefused() {
        String deep = "{\"thread\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";

        assertThatThrownBy(() -> ToolOutput.oslat(text(deep)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("depth");
    }
}
