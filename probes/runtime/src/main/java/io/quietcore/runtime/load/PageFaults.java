package io.quietcore.runtime.load;

import com.sun.jna.LastErrorException;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Touches each page of anonymous memory once, and gives all of it back to the kernel. */
final class PageFaults implements Work {
    private static final int BYTES = 16 << 20;

    /** EINVAL of madvise(2): a kernel that is built without transparent huge pages knows no such advice. */
    private static final int EINVAL = 22;

    private final int pageBytes = LoadCalls.getpagesize();
    private final long address;
    private final ByteBuffer memory;

    PageFaults() throws IOException {
        try {
            address = LoadCalls.mmap(0, BYTES, LoadCalls.PROT_READ_WRITE, LoadCalls.MAP_PRIVATE_ANONYMOUS, -1, 0);
        } catch (LastErrorException e) {
            throw new IOException("no " + BYTES + " bytes of anonymous memory: " + e.getMessage(), e);
        }
        memory = new Pointer(address).getByteBuffer(0, BYTES);
        try {
            onePageAtATime();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** A huge page would be one fault in place of hundreds, and sides may differ in their huge pages. */
    private void onePageAtATime() throws IOException {
        try {
            LoadCalls.madvise(address, BYTES, LoadCalls.MADV_NOHUGEPAGE);
        } catch (LastErrorException e) {
            if (e.getErrorCode() != EINVAL) {
                throw new IOException("madvise(MADV_NOHUGEPAGE) failed: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public long round() throws IOException {
        for (int at = 0; at < BYTES; at += pageBytes) {
            memory.put(at, (byte) 1);
        }
        try {
            LoadCalls.madvise(address, BYTES, LoadCalls.MADV_DONTNEED);
        } catch (LastErrorException e) {
            throw new IOException("madvise(MADV_DONTNEED) failed: " + e.getMessage(), e);
        }
        return BYTES / pageBytes;
    }

    @Override
    public void close() {
        LoadCalls.munmap(address, BYTES);
    }
}
