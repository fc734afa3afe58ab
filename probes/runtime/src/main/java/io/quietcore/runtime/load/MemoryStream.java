package io.quietcore.runtime.load;

import java.nio.ByteBuffer;

/** Copies one block of memory over another, again and again. */
final class MemoryStream implements Work {
    /** Twice this is more than a core's share of any last-level cache that is known to us. */
    static final int BLOCK_BYTES = 32 << 20;

    // Zeroed, thus touched, by the worker itself: it comes from the worker's NUMA node.
    private final ByteBuffer from = ByteBuffer.allocateDirect(BLOCK_BYTES);
    private final ByteBuffer to = ByteBuffer.allocateDirect(BLOCK_BYTES);

    @Override
    public long round() {
        to.clear().put(from.clear());
        return 2L * BLOCK_BYTES;
    }
}
