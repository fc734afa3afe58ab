package io.quietcore.runtime.machine;

import com.sun.jna.LastErrorException;
import com.sun.jna.Pointer;
import io.quietcore.contract.Evidence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;

/**
 * Anonymous memory of a chosen page size on a chosen NUMA node (mmap(2), mbind(2)), and what really came.
 *
 * @param bytes the memory, in the machine's byte order
 * @param pages what its pages are
 * @param node where they lie
 */
public record MappedMemory(ByteBuffer bytes, Evidence pages, Evidence node) {
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int HUGETLB = 0x40000;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MPOL_BIND = 2;
    private static final long HUGE_PAGE = 2L << 20;

    /** {@code asm/unistd.h}: mbind. */
    private static final Map<String, Long> MBIND = Map.of("amd64", 237L, "aarch64", 235L, "riscv64", 235L);

    /** Any node. */
    public static final int ANY_NODE = -1;

    /**
     * Maps memory, binds it and touches every page.
     *
     * @param size at most 2 GiB less a page
     * @throws IOException saying what was refused
     */
    public static MappedMemory of(long size, boolean huge, int node) throws IOException {
        long rounded = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
        long address = 0;
        Evidence pages = Evidence.used("4 KiB (transparent huge pages disabled for the process)");
        if (huge) {
            try {
                address = Kernel.mmap(0, rounded, READ_WRITE, PRIVATE_ANONYMOUS | HUGETLB, -1, 0);
                pages = Evidence.used("huge pages of the pool (MAP_HUGETLB)");
            } catch (LastErrorException e) {
                pages = Evidence.unavailable("the pool has no room (vm.nr_hugepages): " + e.getMessage());
            }
        }
        try {
            if (address == 0) {
                address = Kernel.mmap(0, rounded, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
            }
        } catch (LastErrorException e) {
            throw new IOException("mmap of " + rounded + " bytes: " + e.getMessage(), e);
        }
        boolean transparent = huge && pages.outcome() != Evidence.Outcome.USED;
        if (transparent) {
            Kernel.allowTransparentHugePages();
            Kernel.madvise(address, rounded, MADV_HUGEPAGE);
        }
        Evidence bound = node == ANY_NODE ? Evidence.notAsked() : bind(address, rounded, node);
        ByteBuffer bytes = new Pointer(address).getByteBuffer(0, size).order(ByteOrder.nativeOrder());
        for (int at = 0; at < size; at += 4_096) {
            bytes.put(at, (byte) 0);
        }
        if (transparent) {
            pages = transparentHugePages(address, rounded);
        }
        return new MappedMemory(bytes, pages, bound);
    }

    private static Evidence bind(long address, long size, int node) {
        long number = MBIND.getOrDefault(System.getProperty("os.arch", ""), -1L);
        ByteBuffer mask = Kernel.directBuffer(128);
        mask.putLong(node / 64 * 8, 1L << (node % 64));
        long result =
                number < 0 ? -1 : Kernel.syscall(number, address, size, MPOL_BIND, Kernel.address(mask), 1_024, 0);
        return result == 0
                ? Evidence.used("bound to node " + node + " (MPOL_BIND)")
                : Evidence.denied("mbind to node " + node + " was refused");
    }

    /** What smaps says of this mapping. */
    private static Evidence transparentHugePages(long address, long size) {
        String start = Long.toHexString(address) + "-";
        long kilobytes = 0;
        boolean within = false;
        for (String line :
                KernelText.LIVE.read("proc/self/smaps").orElse("").lines().toList()) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                within = line.startsWith(start);
            } else if (within && line.startsWith("AnonHugePages:")) {
                kilobytes = KernelText.count(line.replaceAll("[^0-9]", "")).orElse(0);
            }
        }
        String words = String.format(
                Locale.ROOT, "%d of %d kB in transparent huge pages (AnonHugePages)", kilobytes, size >> 10);
        return kilobytes << 10 >= size / 10 * 9 ? Evidence.used(words) : Evidence.denied(words);
    }
}
