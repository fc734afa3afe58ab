package io.quietcore.runtime.machine;

import java.util.Arrays;
import java.util.TreeMap;

/** The data caches of a CPU ({@code /sys/devices/system/cpu/cpu*}{@code /cache}). Pure but for the reading. */
public final class Caches {
    /** Where the kernel tells nothing. */
    private static final long[] COMMON = {32L << 10, 1L << 20, 32L << 20};

    private static final int MOST_INDEXES = 8;

    /** So that no more is mapped than a small machine has. */
    private static final long LARGEST_SET = 512L << 20;

    private static final int TIMES_THE_LAST = 4;

    private Caches() {}

    /** Sizes in bytes, the nearest cache first. */
    static long[] dataBytes(KernelText kernel, int cpu) {
        TreeMap<Integer, Long> byLevel = new TreeMap<>();
        for (int i = 0; i < MOST_INDEXES; i++) {
            String index = "sys/devices/system/cpu/cpu" + cpu + "/cache/index" + i + "/";
            String type = kernel.read(index + "type").map(String::strip).orElse("Instruction");
            String size = kernel.read(index + "size").map(String::strip).orElse("");
            String level = kernel.read(index + "level").map(String::strip).orElse("");
            if (!type.equals("Instruction") && size.matches("[0-9]{1,9}K") && level.matches("[0-9]")) {
                byLevel.put(Integer.valueOf(level), Long.parseLong(size.substring(0, size.length() - 1)) << 10);
            }
        }
        return byLevel.isEmpty()
                ? COMMON.clone()
                : byLevel.values().stream().mapToLong(Long::longValue).toArray();
    }

    /** Half of each cache, and several times the last. */
    public static long[] workingSets(KernelText kernel, int cpu) {
        long[] caches = dataBytes(kernel, cpu);
        long[] sets = Arrays.copyOf(Arrays.stream(caches).map(each -> each / 2).toArray(), caches.length + 1);
        sets[caches.length] = Math.min(LARGEST_SET, TIMES_THE_LAST * caches[caches.length - 1]);
        return sets;
    }
}
