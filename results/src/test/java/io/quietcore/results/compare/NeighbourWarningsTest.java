package io.quietcore.results.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Neighbour;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A side that was not alone on its CPU says who was there, once for each program. */
class NeighbourWarningsTest {
    private static Runs measured(Runs side) {
        return side.measured(Probe.WAKEUP, 0, 4, i -> Runs.latencies(20_000 + i));
    }

    private static List<String> warnings(Runs side) {
        return Comparer.compare(
                        new Comparer.Identity("tuning", "c"),
                        measured(Runs.of("baseline")).input(),
                        measured(side).input(),
                        new Method(List.of(new Metric(Probe.WAKEUP, Statistic.P99)), 5, 1_000L, 4, 1, List.of()))
                .warnings()
                .stream()
                .filter(each -> each.contains("while it measured"))
                .toList();
    }

    private static Runs tuned(Neighbour... neighbours) {
        return Runs.of("tuned").evidence(Neighbour.EVIDENCE, Neighbour.evidence(List.of(neighbours)));
    }

    @Test
    void aPinnedProgramIsNamedOnceWithItsProcessAndTheRepetitions() {
        assertThat(warnings(tuned(new Neighbour(false, 1_234, "feed", true, CpuSet.of(3), 1_950L))))
                .containsExactly(
                        "side tuned: the probe was not alone on CPU 3 while it measured: feed was pinned there in"
                                + " 4 of its repetitions; at most, on worker-1: process 1234 (feed), pinned to CPU 3, ran"
                                + " 1950 ms");
    }

    @Test
    void ofManyProgramsTheBusiestAreNamed() {
        Neighbour[] many = LongStream.rangeClosed(1, 8)
                .mapToObj(i -> new Neighbour(i == 8, i, "p" + i, false, CpuSet.of(3), 10 * i))
                .toArray(Neighbour[]::new);

        List<String> warnings = warnings(tuned(many));

        assertThat(warnings).hasSize(6);
        assertThat(warnings.get(0)).contains("the kernel's p8 was found there", "kernel thread 8 (p8)");
        assertThat(warnings.get(5)).contains("3 more programs");
    }

    @Test
    void aSideThatWasAloneIsNotWarnedOf() {
        assertThat(warnings(Runs.of("tuned"))).isEmpty();
    }
}
