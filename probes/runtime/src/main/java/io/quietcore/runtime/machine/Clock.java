package io.quietcore.runtime.machine;

import java.util.List;
import java.util.Optional;

/**
 * {@code System.nanoTime()}, measured.
 *
 * @param source the kernel's current clock source
 * @param costNs of one call: the mean over {@link #CALLS} calls
 * @param granularityNs the smallest step that is not zero
 */
public record Clock(String source, double costNs, long granularityNs) {
    static final int CALLS = 1_000_000;

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
        long startNs = System.nanoTime();
        long lastNs = startNs;
        for (int i = 0; i < CALLS; i++) {
            lastNs = System.nanoTime();
        }
        return new Clock(source, (lastNs - startNs) / (double) CALLS, granularityNs);
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
