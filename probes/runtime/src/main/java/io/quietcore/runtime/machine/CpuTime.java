package io.quietcore.runtime.machine;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a CPU did since boot, in ticks of 1/100 s ({@code /proc/stat}, proc(5)).
 *
 * @param busyTicks not idle and not waiting for I/O
 * @param stealTicks taken by the hypervisor, among the busy ones
 */
public record CpuTime(long busyTicks, long stealTicks) {
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int STEAL = 7;
    /** guest and guest_nice are counted in user and nice already. */
    private static final int LAST = 7;

    /** Empty where the kernel does not tell it of this CPU, in counts. */
    public static Optional<CpuTime> of(KernelText kernel, int cpu) {
        String name = "cpu" + cpu + " ";
        return kernel.read("proc/stat").flatMap(text -> text.lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .flatMap(line -> parse(line.substring(name.length()).strip().split(" +"))));
    }

    private static Optional<CpuTime> parse(String[] ticks) {
        long busy = 0;
        long steal = 0;
        for (int i = 0; i < ticks.length && i <= LAST; i++) {
            OptionalLong count = KernelText.count(ticks[i]);
            if (count.isEmpty()) {
                return Optional.empty();
            }
            busy += i == IDLE || i == IO_WAIT ? 0 : count.getAsLong();
            steal = i == STEAL ? count.getAsLong() : steal;
        }
        return Optional.of(new CpuTime(busy, steal));
    }

    public CpuTime since(CpuTime before) {
        return new CpuTime(busyTicks - before.busyTicks, stealTicks - before.stealTicks);
    }
}
