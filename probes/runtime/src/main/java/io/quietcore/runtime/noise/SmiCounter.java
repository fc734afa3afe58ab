package io.quietcore.runtime.noise;

import io.quietcore.runtime.machine.KernelText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * How often one CPU was in system management mode: MSR_SMI_COUNT, register 0x34 (Intel SDM, volume 4, table 2-2), through
 * {@code /dev/cpu/N/msr} (msr(4)), which wants root and the msr module. Intel's only; a guest's counter says nothing.
 * Owned by one thread.
 */
final class SmiCounter implements AutoCloseable {
    private static final long REGISTER = 0x34;

    private final @Nullable FileChannel channel;
    private final ByteBuffer value = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private SmiCounter(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /** The counter of a CPU; one that always reads 0 where there is none. */
    static SmiCounter open(KernelText kernel, int cpu) {
        String processor = kernel.read("proc/cpuinfo").orElse("");
        if (cpu < 0 || !processor.contains("GenuineIntel") || processor.contains(" hypervisor")) {
            return new SmiCounter(null);
        }
        return at(Path.of("/dev/cpu/" + cpu + "/msr"));
    }

    static SmiCounter at(Path device) {
        try {
            return new SmiCounter(FileChannel.open(device, StandardOpenOption.READ));
        } catch (IOException e) {
            return new SmiCounter(null);
        }
    }

    boolean readable() {
        return channel != null;
    }

    long read() {
        FileChannel from = channel;
        if (from == null) {
            return 0;
        }
        value.clear();
        try {
            // The upper half is reserved.
            return from.read(value, REGISTER) == Long.BYTES ? value.getLong(0) & 0xFFFF_FFFFL : 0;
        } catch (IOException e) {
            // A processor without the register.
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
