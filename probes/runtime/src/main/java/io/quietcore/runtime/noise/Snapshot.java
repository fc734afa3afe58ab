package io.quietcore.runtime.noise;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's counters at one moment. Those that cannot be read are 0 throughout.
 *
 * @param atNs the reading of the clock before the first counter
 * @param doneNs and after the last
 * @param runNs that the measuring thread ran ({@code schedstat})
 * @param waitNs that it waited on a run queue
 * @param involuntarySwitches that it suffered
 * @param stopped 1 where its state is T or t
 * @param throttledNs of its control group ({@code cpu.stat})
 * @param stealTicks of its CPU ({@code /proc/stat}, 10 ms each)
 * @param deviceInterrupts of its CPU, by number ({@code /proc/interrupts})
 * @param timerInterrupts of its CPU, local
 * @param otherInterrupts of its CPU that are none of these: NMI, performance counters, machine checks
 * @param softirqs of its CPU but TIMER, SCHED and RCU ({@code /proc/softirqs})
 * @param systemManagementInterrupts of its CPU, where it is an Intel one and the msr driver lets us ask (MSR 0x34)
 * @param interprocessorInterrupts of its CPU: rescheduling, function calls, interrupt work; those of shootdowns are among them
 *     or not, as the kernel has it
 * @param tlbShootdowns of its CPU
 * @param rcuSoftirqs of its CPU
 * @param pageFaults of the measuring thread, minor and major ({@code /proc/<pid>/task/<tid>/stat})
 */
public record Snapshot(
        long atNs,
        long doneNs,
        long runNs,
        long waitNs,
        long involuntarySwitches,
        long stopped,
        long throttledNs,
        long stealTicks,
        long deviceInterrupts,
        long timerInterrupts,
        long otherInterrupts,
        long softirqs,
        long systemManagementInterrupts,
        long interprocessorInterrupts,
        long tlbShootdowns,
        long rcuSoftirqs,
        long pageFaults) {
    static final int FIELDS = 17;

    static Snapshot of(long[] rows, int at) {
        return new Snapshot(
                rows[at],
                rows[at + 1],
                rows[at + 2],
                rows[at + 3],
                rows[at + 4],
                rows[at + 5],
                rows[at + 6],
                rows[at + 7],
                rows[at + 8],
                rows[at + 9],
                rows[at + 10],
                rows[at + 11],
                rows[at + 12],
                rows[at + 13],
                rows[at + 14],
                rows[at + 15],
                rows[at + 16]);
    }

    /** All that a sampler wrote; a row that it did not finish is none. */
    static List<Snapshot> readAll(InputStream rows) throws IOException {
        List<Snapshot> snapshots = new ArrayList<>();
        byte[] row = new byte[FIELDS * Long.BYTES];
        while (rows.readNBytes(row, 0, row.length) == row.length) {
            long[] fields = new long[FIELDS];
            ByteBuffer.wrap(row).asLongBuffer().get(fields);
            snapshots.add(of(fields, 0));
        }
        return snapshots;
    }
}
