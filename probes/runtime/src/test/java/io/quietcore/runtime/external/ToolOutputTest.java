package io.quietcore.runtime.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Output as rt-tests 2.4, fio 3.33 and sockperf 3.7 write it, shortened. */
class ToolOutputTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void oslatsGapsAddUpToTheTimeThatWentBy() throws IOException {
        Histogram gaps = ToolOutput.oslat(bytes("""
                {"thread": {"0": {"cpu": 1, "freq": 2597, "min": 1, "avg": 1.0, "max": 325, "duration": 2.0,
                  "histogram": {"1": 80000000, "2": 200, "20": 300, "325": 1}}}}""")).histogram();

        double sumNs = 0;
        for (var bucket : gaps.recordedValues()) {
            sumNs += (double) gaps.medianEquivalentValue(bucket.getValueIteratedTo())
                    * bucket.getCountAddedInThisIterationStep();
        }
        assertThat(sumNs / 2e9).isCloseTo(1, within(0.03));
        assertThat(gaps.getTotalCount()).isEqualTo(80_000_501);
        assertThat(gaps.getCountBetweenValues(19_000, 20_000)).isEqualTo(300);
        assertThat((double) gaps.getMaxValue()).isCloseTo(324_500, within(400.0));
    }

    @Test
    void aValueOverCyclictestsHistogramIsItsMaximum() throws IOException {
        ToolReading reading = ToolOutput.cyclictest(bytes("""
                {"thread": {"0": {"histogram": {"6515": 1, "12000": 9}, "cycles": 11, "min": 6515, "max": 6764254,
                  "avg": 20368.31, "cpu": 0, "node": 0}}}"""), 4_000_000);

        assertThat(reading.histogram().getTotalCount()).isEqualTo(11);
        assertThat((double) reading.histogram().getMaxValue()).isCloseTo(6_764_254, within(7_000.0));
        assertThat(reading.notes()).noneMatch(note -> note.contains("more values"));
    }

    @Test
    void fiosBinsOfBothDirectionsAreOneHistogram() throws IOException {
        Histogram all = ToolOutput.fio(bytes("""
                {"fio version": "fio-3.33", "jobs": [{
                  "read": {"clat_ns": {"N": 3, "bins": {"33024": 2, "33536": 1}}},
                  "write": {"clat_ns": {"N": 1, "bins": {"90000": 1}}}}]}""")).histogram();

        assertThat(all.getTotalCount()).isEqualTo(4);
        assertThat((double) all.getMaxValue()).isCloseTo(90_000, within(100.0));
    }

    @Test
    void sockperfsPacketsAreRoundTrips() throws IOException {
        Histogram all = ToolOutput.sockperf("""
                sockperf: ---> <MIN> observation =    6.880
                packet, txTime(sec), rxTime(sec), latency(usec)
                0, 2.422926999, 2.422990463, 31.732
                1, 2.999999990, 3.000050000, 25.005
                """).histogram();

        assertThat(all.getTotalCount()).isEqualTo(2);
        assertThat((double) all.getMaxValue()).isCloseTo(63_464, within(70.0));
        assertThat((double) all.getMinValue()).isCloseTo(50_010, within(60.0));
    }

    @Test
    void whatIsNoOutputOfTheProgramIsRefusedInWords() {
        assertThatThrownBy(() -> ToolOutput.oslat(bytes("{}")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("0 entries under 'thread'");
        assertThatThrownBy(() -> ToolOutput.oslat(bytes("{\"thread\": {\"0\": {\"histogram\": {\"x\": 1}}}}")))
                .hasMessageContaining("expected a number and a count");
        assertThatThrownBy(() -> ToolOutput.fio(bytes("{\"jobs\": []}"))).hasMessageContaining("no operation");
        assertThatThrownBy(() -> ToolOutput.sockperf("nothing")).hasMessageContaining("no packet");
    }
}
