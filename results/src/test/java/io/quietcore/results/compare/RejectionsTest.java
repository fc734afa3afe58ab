package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Probe;
import io.quietcore.results.compare.Comparer.SideInput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RejectionsTest {
    private static SideInput side(String name, int kept, List<String> setAside) {
        Runs runs = Runs.of(name).measured(Probe.WAKEUP, 0, kept, i -> Runs.latencies(20_000));
        return new SideInput(runs.run(), setAside, List.of(), List.of());
    }

    private static List<String> warnings(SideInput a, SideInput b) {
        List<String> warnings = new ArrayList<>();
        Rejections.of(a, b, warnings);
        return warnings;
    }

    @Test
    void eachSideSaysHowManyWereRejectedAndEachReasonOnce() {
        List<String> moved = List.of(
                "01-wakeup-numa0.invalid-1: window 2: the measuring thread was moved 1 times to another CPU and back",
                "02-wakeup-numa0.invalid-1: window 0: the measuring thread was moved 3 times to another CPU and back",
                "02-wakeup-numa0.invalid-2: the clock source hpet is not read in the vDSO");

        assertThat(warnings(side("baseline", 7, moved), side("tuned", 10, List.of())))
                .containsExactly(
                        "side baseline: 3 set aside and not compared, of 10 measured: 2 times as in 01-wakeup-numa0.invalid-1:"
                                + " window 2: the measuring thread was moved 1 times to another CPU and back;"
                                + " 02-wakeup-numa0.invalid-2: the clock source hpet is not read in the vDSO",
                        "what was set aside differs between the sides: baseline 30 %, tuned 0 %; what is left may be one"
                                + " side's better half, so look at the reasons before believing its tail");
    }

    @Test
    void equalSharesAreNotWarnedOf() {
        List<String> one = List.of("01-wakeup-numa0.invalid-1: moved");

        assertThat(warnings(side("baseline", 9, one), side("tuned", 9, one)))
                .hasSize(2)
                .noneMatch(warning -> warning.contains("differs between the sides"));
        assertThat(warnings(side("baseline", 9, List.of()), side("tuned", 3, List.of())))
                .isEmpty();
    }

    @Test
    void whatBefellAMeasurementIsToldWithItsSide() {
        SideInput reference = side("baseline", 6, List.of());
        SideInput throttled = Runs.of("tuned")
                .evidence(Evidence.THROTTLED, Evidence.seen("the quota throttled it 3 times"))
                .measured(Probe.WAKEUP, 0, 6, i -> Runs.latencies(20_000))
                .input();

        assertThat(Warnings.of(reference, throttled, new Method(List.of(), 5, 1_000L, 2, 1, List.of())))
                .contains("side tuned: throttled, in 6 of its 6 repetitions; in the first of them, of wakeup: the quota"
                        + " throttled it 3 times");
    }
}
