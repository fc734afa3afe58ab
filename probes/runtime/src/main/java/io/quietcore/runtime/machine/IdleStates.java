package io.quietcore.runtime.machine;

import io.quietcore.contract.Evidence;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Holds the CPUs out of deep idle states for as long as it is open: a 32-bit 0 in {@code /dev/cpu_dma_latency} (kernel
 * documentation: PM Quality of Service interface; cyclictest does the same).
 */
public final class IdleStates implements AutoCloseable {
    private static final Path DEVICE = Path.of("/dev/cpu_dma_latency");

    private final @Nullable RandomAccessFile device;
    private final Evidence evidence;

    private IdleStates(@Nullable RandomAccessFile device, Evidence evidence) {
        this.device = device;
        this.evidence = evidence;
    }

    /** Holds them, where that is asked for and allowed. */
    public static IdleStates hold(boolean asked) {
        if (!asked) {
            return new IdleStates(null, Evidence.notAsked());
        }
        if (!Files.exists(DEVICE)) {
            return new IdleStates(null, Evidence.unavailable("there is no " + DEVICE));
        }
        try {
            return open();
        } catch (AccessDeniedException e) {
            return new IdleStates(null, Evidence.denied(DEVICE + ": permission denied"));
        } catch (IOException e) {
            return new IdleStates(null, Evidence.denied(String.valueOf(e.getMessage())));
        }
    }

    private static IdleStates open() throws IOException {
        if (!Files.isWritable(DEVICE)) {
            throw new AccessDeniedException(DEVICE.toString());
        }
        RandomAccessFile device = new RandomAccessFile(DEVICE.toFile(), "rw");
        try {
            // One write of all 32 bits: the device takes no less.
            device.write(new byte[Integer.BYTES]);
            return new IdleStates(device, Evidence.used(DEVICE + " held at 0 µs"));
        } catch (IOException e) {
            device.close();
            throw e;
        }
    }

    public Evidence evidence() {
        return evidence;
    }

    @Override
    public void close() throws IOException {
        if (device != null) {
            device.close();
        }
    }
}
