package io.quietcore.runtime.suite;

import io.quietcore.contract.Probe;

/** Which benchmark runs a probe. */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * The class of a probe of ours.
     *
     * @throws IllegalArgumentException for an external one
     */
    public static Class<?> of(Probe probe) {
        return switch (probe) {
            case JITTER -> JitterBenchmark.class;
            case WAKEUP -> WakeupBenchmark.class;
            case HICCUP -> HiccupBenchmark.class;
            case HANDOFF -> HandoffBenchmark.class;
            case HANDOFF_MATRIX -> HandoffMatrixBenchmark.class;
            case PARK -> ParkBenchmark.class;
            case MEMORY -> MemoryBenchmark.class;
            case SYSCALL -> SyscallBenchmark.class;
            case CLOCK -> ClockBenchmark.class;
            case NETWORK -> NetworkBenchmark.class;
            case STORAGE -> StorageBenchmark.class;
            case TICK_TO_TRADE, ALLOC -> TickToTradeBenchmark.class;
            case BENCHMARK -> throw new IllegalArgumentException("benchmark is a class of the user's own");
            case OSLAT, CYCLICTEST, FIO, SOCKPERF ->
                throw new IllegalArgumentException(probe.spelling() + " is measured by a program of that name");
        };
    }
}
