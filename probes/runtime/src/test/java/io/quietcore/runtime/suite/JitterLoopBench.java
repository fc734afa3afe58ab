package io.quietcore.runtime.suite;

import io.quietcore.contract.CpuSet;
import io.quietcore.runtime.machine.Requests;
import io.quietcore.runtime.machine.ThreadState;
import java.util.Arrays;
import java.util.Locale;

/**
 * What counting costs: {@link JitterLoop} against a bare {@code System.nanoTime()} loop, on the same CPU, in turns, by
 * the median of the rounds. {@code scripts/bench-jitter-loop} runs it. No test: times of a shared machine decide nothing.
 */
final class JitterLoopBench {
    private static final int ROUNDS = 41;
    private static final long ROUND_NS = 100_000_000;

    private JitterLoopBench() {}

    public static void main(String[] args) {
        CpuSet allowed = CpuSet.parse(ThreadState.now().allowed());
        int cpu = allowed.cpus().get(allowed.size() - 1);
        var unused = Requests.bindCaller(CpuSet.of(cpu));
        Gaps gaps = new Gaps(1_000, 4_096);
        JitterLoop.warmUp(gaps, System.nanoTime() + 1_000_000_000L);
        for (int i = 0; i < 200; i++) {
            bare(System.nanoTime() + 1_000_000);
        }
        double[] bareNs = new double[ROUNDS];
        double[] countingNs = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long startNs = System.nanoTime();
            bareNs[round] = (double) ROUND_NS / bare(startNs + ROUND_NS);
            startNs = System.nanoTime();
            countingNs[round] = (double) ROUND_NS / JitterLoop.run(gaps, startNs, startNs + ROUND_NS);
            gaps.clear();
            ratios[round] = countingNs[round] / bareNs[round];
        }
        long startNs = System.nanoTime();
        long allocated = AllocatedBytes.by(() -> JitterLoop.run(gaps, startNs, startNs + ROUND_NS));
        Arrays.sort(ratios);
        System.out.printf(
                Locale.ROOT,
                "Java %s, CPU %d, %d rounds of %d ms in turns%n"
                        + "bare nanoTime loop  %.2f ns a turn%n"
                        + "jitter loop         %.2f ns a turn%n"
                        + "ratio               %.3f (quartiles %.3f to %.3f; at most 1.15, aim 1.10)%n"
                        + "allocated           %d bytes in %d ms%n",
                Runtime.version(),
                cpu,
                ROUNDS,
                ROUND_NS / 1_000_000,
                median(bareNs),
                median(countingNs),
                ratios[ROUNDS / 2],
                ratios[ROUNDS / 4],
                ratios[ROUNDS * 3 / 4],
                allocated,
                ROUND_NS / 1_000_000);
    }

    private static long bare(long untilNs) {
        long count = 0;
        while (System.nanoTime() < untilNs) {
            count++;
        }
        return count;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
