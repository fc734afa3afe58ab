package io.quietcore.runtime.machine;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Path;

/** A block device before something is written to it. */
public final class BlockDevice {
    /** {@code <asm-generic/fcntl.h>}. */
    private static final int O_RDWR = 2;

    private static final int O_EXCL = 0x80;

    /** {@code <errno.h>}. */
    private static final int EBUSY = 16;

    private BlockDevice() {}

    /**
     * Refuses one that is mounted, swapped to, or part of a RAID, of LVM or of another device: without O_CREAT, O_EXCL
     * fails then (open(2)).
     *
     * @throws IOException in one line
     */
    public static void requireUnused(Path device) throws IOException {
        try {
            Kernel.close(Kernel.open(device.toString(), O_RDWR | O_EXCL));
        } catch (LastErrorException e) {
            if (e.getErrorCode() == EBUSY) {
                throw new IOException(
                        device + " is in use (mounted, swap, or part of RAID or LVM), and is not written at all;"
                                + " expected a device that nothing uses",
                        e);
            }
            throw new IOException(device + " cannot be opened for writing: " + e.getMessage(), e);
        }
    }
}
