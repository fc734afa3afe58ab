package io.quietcore.runtime.machine;

import java.nio.ByteBuffer;

/** How often the calling thread went to sleep of itself (getrusage(2), RUSAGE_THREAD). Owned by one thread; allocates nothing. */
public final class OwnSwitches {
    /** {@code <bits/resource.h>}. */
    private static final int RUSAGE_THREAD = 1;

    /** struct rusage: two times of two longs, then 14 longs, of which {@code ru_nvcsw} is the 13th. */
    private static final int BYTES = 2 * 16 + 14 * Long.BYTES;

    private static final int VOLUNTARY = 2 * 16 + 12 * Long.BYTES;

    private final ByteBuffer usage = Kernel.directBuffer(BYTES);
    private final long address = Kernel.address(usage);

    /** Since the thread began. */
    public long voluntary() {
        Kernel.getrusage(RUSAGE_THREAD, address);
        return usage.getLong(VOLUNTARY);
    }
}
