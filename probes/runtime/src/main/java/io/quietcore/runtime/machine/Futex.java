package io.quietcore.runtime.machine;

import java.nio.ByteBuffer;
import java.util.Map;

/** A word that threads of this process wait on and are woken by (futex(2), private). */
public final class Futex {
    /** {@code asm/unistd.h} of each architecture. */
    private static final Map<String, Long> NUMBERS = Map.of("amd64", 202L, "aarch64", 98L, "riscv64", 98L);

    private static final long WAIT_PRIVATE = 128;
    private static final long WAKE_PRIVATE = 129;

    /** On cache lines of its own, whatever lies beside the buffer. */
    private static final int APART = 128;

    private final long number = NUMBERS.getOrDefault(System.getProperty("os.arch", ""), -1L);
    private final ByteBuffer word = Kernel.directBuffer(2 * APART + Integer.BYTES);
    private final long address = Kernel.address(word) + APART;

    public boolean supported() {
        return number >= 0;
    }

    /** Before a wake; ordered by the volatile accesses of the caller around it. */
    public void set(int value) {
        word.putInt(APART, value);
    }

    /** Sleeps while the word has this value; may return early. */
    public void waitWhile(int value) {
        Kernel.syscall(number, address, WAIT_PRIVATE, value, 0, 0, 0);
    }

    /** Wakes one that waits. */
    public void wake() {
        Kernel.syscall(number, address, WAKE_PRIVATE, 1, 0, 0, 0);
    }
}
