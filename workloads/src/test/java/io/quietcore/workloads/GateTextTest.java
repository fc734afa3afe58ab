package io.quietcore.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Gate;
import io.quietcore.contract.Gate.Comparison;
import io.quietcore.contract.Gate.Each;
import io.quietcore.contract.Gate.Form;
import io.quietcore.contract.Gate.Limit;
import io.quietcore.contract.Gate.Per;
import io.quietcore.contract.Gate.Quantity;
import io.quietcore.contract.Gate.Scope;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.Statistic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class GateTextTest {
    private static Gate read(String text) {
        assertThat(GateText.parse(text)).as(text).isInstanceOf(GateText.Read.class);
        return ((GateText.Read) GateText.parse(text)).gate();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jitter: p99 < 1us",
                "jitter: p99.999 <= 250ns on worker-1",
                "jitter: lost < 0.1%",
                "jitter: spikes(>20us) == 0 within 0.1/s",
                "jitter: spikes(>20us) == 0 within 1/min on each node",
                "jitter: spikes(>20us) < 1/h",
                "jitter: spikes(>20us) <= 0.7/min on numa1",
                "jitter: median(p99) < 1us",
                "jitter: median(lost) <= 0.1% on each node",
                "jitter: p99 < 1us in 95%",
                "jitter: lost < 1% in 99.5% on each numaNode",
                "wakeup: max < 1ms in 90%",
                "jitter: spikes(>2.5us) < 5/s on numa1",
                "wakeup: ratio(p99.9) <= 1.05 on each numaNode",
                "wakeup: ratio(max) < 2",
                "wakeup: max < 1.5ms within 2/h",
                "wakeup: p50 < 2s",
                "cyclictest: max <= 20us within 0.1/s on worker-1-numa0"
            })
    void aGateIsWrittenAsItIsRead(String text) {
        assertThat(read(text)).hasToString(text);
        assertThat(CanonicalJson.read(CanonicalJson.bytes(read(text)), Gate.class))
                .isEqualTo(read(text));
    }

    /** Rounded up to whole nanoseconds, the first would be twice what was asked for. */
    @ParameterizedTest
    @CsvSource({"0.5ns, 0.5", "1.5ns, 1.5", "0.0015us, 1.5", "999999999s, 999999999000000000"})
    void aLimitIsWhatIsWritten(String limit, double ns) {
        assertThat(read("clock: p50 < " + limit).limit()).isEqualTo(Limit.of(ns));
    }

    @Test
    void aLimitOrThresholdThatNoNumberHoldsIsRefusedAndNotTheLargestOne() {
        assertThat(GateText.parse("jitter: p99 < 999999999999h")).isInstanceOf(GateText.Wrong.class);
        assertThat(GateText.parse("jitter: spikesPerSecond(>999999999999h) == 0"))
                .isInstanceOf(GateText.Wrong.class);
    }

    /** Each of these held a reader with backtracking for minutes or longer; here a test that hangs would say so. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jitter: p99@<",
                "jitter: p99 < 1us on@!",
                "jitter: p99 < 1us on a@",
                "jitter: p99 < 1us within@!",
                "jitter: p99 < 1us in@!",
                "jitter: median@(p99) < 1us",
                "jitter: spikesPerSecond(>@",
                "jitter: spikesPerSecond(@(@)@)@)",
                "jitter: ratio@(p99) < 1",
                "jitter: @p99",
                "@",
                "@: p99 < 1us",
                "jitter: p99 < 1us on a-numa@",
                "jitter: p99@@ < 1us on each@node@"
            })
    void aLongTextIsRefusedAtOnceAndInAShortLine(String form) {
        for (String filling :
                new String[] {" ", "1", "a", "-", "(", ")", "<", "a ", "1a-numa", "\t \n", "\u2003", "()", "(("}) {
            for (int times : new int[] {100, 84_000}) {
                String text = form.replace("@", filling.repeat(times));
                if (GateText.parse(text) instanceof GateText.Wrong wrong) {
                    assertThat(wrong.message().length()).as(form).isLessThan(700);
                } else {
                    assertThat(text).hasSizeLessThan(600);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jitter: p99 < 1e999999999us",
                "jitter: p99 < 1e5us",
                "jitter: lost < 1e-999999999%",
                "wakeup: ratio(p99) < 1e999999999",
                "wakeup: ratio(p99) < -1",
                "wakeup: ratio(p99) < NaN",
                "wakeup: ratio(p99) < 0x10",
                "wakeup: ratio(p99) < Infinity",
                "wakeup: ratio(p99) < 0000000000000.1",
                "jitter: spikesPerSecond(>20us) == -0",
                "jitter: p99 < 1us on a b-numa0",
                "jitter: p99 < 1us on -numa0",
                "jitter: p99 < 1us on .",
                "jitter: p99 < 1us within 1/s",
                "jitter: p99 < 1us in 95",
                "jitter: p99 < 1us in 100%",
                "jitter: p99 < 1us in 0%",
                "jitter: p99 < 1us in",
                "jitter: p99 < 1us in 95% in 95%",
                "jitter: p99 < 1us on each node in 95%",
                "jitter: max < 1us in 95% within 1/min",
                "jitter: spikes(>20us) < 1/h in 95%",
                "jitter: ratio(p99) < 2 in 95%",
                "jitter: median(p99) < 1us in 95%",
                "jitter: median(max) < 1us",
                "jitter: median(spikes(>20us)) < 1/s",
                "jitter: median(ratio(p99)) < 2",
                "jitter: spikes(>20us) < 1/d",
                "jitter: spikes(>20us) < 0/h",
                "jitter: ratio(spikes(>20us)) < 2/s",
                "jitter: p99 < 1us on",
                "jitter: p99 < < 1us",
                "jitter: p99 =< 1us",
                "jitter: max < 1us within 1e999999999/s",
                "memory-merged: p99 < 1us",
                "wakeup-raw: p99 < 1us",
                "jitter: ratio(p99 < 1",
                "jitter: ratio p99) < 1",
                "jitter: (p99) < 1us",
                "jitter: p99() < 1us"
            })
    void whatIsNoGateIsRefused(String text) {
        assertThat(GateText.parse(text)).isInstanceOf(GateText.Wrong.class);
    }

    @Test
    void everyPartIsRead() {
        assertThat(read(" wakeup :  P99.9   <= 1.5ms on  a.b-numa3 "))
                .isEqualTo(new Gate(
                        ProbeSeries.of(Probe.WAKEUP),
                        new Quantity(Statistic.P999, 0),
                        Form.EVERY,
                        Comparison.AT_MOST,
                        Limit.of(1_500_000),
                        null,
                        new Scope("a.b", 3, Each.MERGED)));
        assertThat(read("storage-read-4k: p99 < 1ms").series()).isEqualTo(new ProbeSeries(Probe.STORAGE, "read-4k"));
        assertThat(read("jitter:p50<1us").quantity().statistic()).isEqualTo(Statistic.ARRIVAL_P50);
        assertThat(read("jitter: spikesPerSecond( >20us )==0/s within 2").within())
                .isEqualTo(new Limit(2, Per.SECOND));
        assertThat(read("jitter: spikes( >20us )==0/h").within()).isEqualTo(Gate.DEFAULT_WITHIN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p99 < 1us | found \"p99 < 1us\"; expected PROBE: GATE; write it as \"jitter: p99 < 1us\"",
                "jiter: p99 < 1us | found \"jiter\"; expected a probe before the colon, or one of its series such as memory-dram; did you mean \"jitter\"?",
                "jitter: losst < 1% | did you mean \"lost\"?",
                "jitter: spike(>1us) == 0 | did you mean \"spikes\"?",
                "jitter: p99 > 1us | found >; expected < or <=; lower is better for every quantity",
                "jitter: spikesPerSecond(>1us) == 1 | found \"1\"; expected == 0",
                "jitter: p99 < 1 | found \"1\"; expected a duration with its unit, such as 1us",
                "jitter: p99 < 0us | found \"0us\"; expected a duration with its unit",
                "jitter: lost < 1 | found \"1\"; expected a share of the time, such as 0.1%",
                "jitter: ratio(p99) == 0 | found ==; expected < or <=",
                "jitter: ratio(ratio(p99)) < 1 | which is nothing of jitter",
                "jitter: max < 1us on every node | found on every node; expected on NODE, numa0",
                "jitter: | expected a gate such as p99 < 1us",
                "jitter: p99 < 1us and lost < 1% | expected a gate such as p99 < 1us"
            })
    void aMistakeIsToldInOneLine(String text, String expected) {
        assertThat(GateText.parse(text)).isInstanceOf(GateText.Wrong.class);
        assertThat(((GateText.Wrong) GateText.parse(text)).message()).contains(expected);
    }
}
