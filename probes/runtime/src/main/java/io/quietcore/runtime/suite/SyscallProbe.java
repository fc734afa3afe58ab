package io.quietcore.runtime.suite;

import io.quietcore.runtime.machine.Kernel;

/** getppid(2), one call after another. */
final class SyscallProbe extends LatencyProbe {
    @Override
    long run(long fromNs, long lengthNs) {
        long untilNs = fromNs + lengthNs;
        long count = 0;
        long nowNs = System.nanoTime();
        do {
            long beforeNs = Latencies.from(nowNs, System.nanoTime());
            Kernel.getppid();
            nowNs = System.nanoTime();
            latencies.record(nowNs - beforeNs);
            count++;
        } while (nowNs < untilNs);
        return count;
    }
}
