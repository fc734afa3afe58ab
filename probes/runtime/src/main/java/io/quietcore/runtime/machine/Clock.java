package io.quietcore.runtime.machine;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * {@code System.nanoTime()}, measured.
 *
 * @param source the kernel's current clock source
 * @param costNs of one call: the least mean of {@link #BATCHES} batches of calls, since whatever takes the CPU away lifts a mean
 * @param granularityNs the smallest step that is not zero
 */
public record Clock(String source, double costNs, long granularityNs) {
    static final int CALLS = 1_000_000;

    static final int BATCHES = 1_000;

    static final int CALLS_A_BATCH = 1_000;

    /** Read without a system call (vDSO: arch/x86/entry/vdso, arm64's arch timer). */
    private static final List<String> IN_VDSO =
            List.of("tsc", "kvm-clock", "hyperv_clocksource_tsc_page", "arch_sys_counter");

    /** A reading of a clock whose name is not told is taken for a system call when it is dearer than this. */
    private static final double DEAREST_NS = 250;

    /** And of any clock: then the vDSO is switched off, or an emulator makes its times. */
    private static final double DEAREST_NAMED_NS = 1_000;

    private static final String CURRENT = "sys/devices/system/clocksource/clocksource0/current_clocksource";

    public static Clock measure(KernelText kernel) {
        String source = kernel.read(CURRENT).map(String::strip).orElse("unreadable");
        steps();
        long granularityNs = steps();
        return new Clock(source, costNs(System::nanoTime), granularityNs);
    }

    /** A batch is over before the kernel takes the CPU away: one of many is undisturbed on the busiest machine. */
    static double costNs(LongSupplier nanoTime) {
        double leastNs = Double.MAX_VALUE;
        for (int batch = 0; batch < BATCHES; batch++) {
            long startNs = nanoTime.getAsLong();
            long lastNs = startNs;
            for (int i = 0; i < CALLS_A_BATCH; i++) {
                lastNs = nanoTime.getAsLong();
            }
            leastNs = Math.min(leastNs, (double) (lastNs - startNs) / CALLS_A_BATCH);
        }
        return leastNs;
    }

    private static long steps() {
        long smallestNs = Long.MAX_VALUE;
        long beforeNs = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            long nowNs = System.nanoTime();
            long stepNs = nowNs - beforeNs;
            if (stepNs > 0 && stepNs < smallestNs) {
                smallestNs = stepNs;
            }
            beforeNs = nowNs;
        }
        return smallestNs;
    }

    /** Why nothing measured with it is valid; empty for a clock that is read without a system call. */
    public Optional<String> problem() {
        if (!source.equals("unreadable") && !IN_VDSO.contains(source)) {
            return Optional.of("the clock source " + source + " is not read in the vDSO; expected one of " + IN_VDSO
                    + " (" + CURRENT + ")");
        }
        double dearestNs = source.equals("unreadable") ? DEAREST_NS : DEAREST_NAMED_NS;
        return costNs > dearestNs
                ? Optional.of("a reading of the clock (" + source + ") costs " + Math.round(costNs)
                        + " ns: it makes a system call; expected at most " + Math.round(dearestNs) + " ns")
                : Optional.empty();
    }
}
