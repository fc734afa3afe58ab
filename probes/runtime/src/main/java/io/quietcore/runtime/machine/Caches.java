package io.quietcore.runtime.machine;

import io.quietcore.contract.ProbeSeries;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The data caches of a CPU ({@code /sys/devices/system/cpu/cpu*}{@code /cache}). Pure but for the reading. */
public final class Caches {
    /** Where the kernel tells nothing. */
    private static final SortedMap<Integer, Long> COMMON =
            new TreeMap<>(Map.of(1, 32L << 10, 2, 1L << 20, 3, 32L << 20));

    private static final int MOST_INDEXES = 8;

    /** So that no more is mapped than a small machine has. */
    private static final long LARGEST_SET = 512L << 20;

    private static final int TIMES_THE_LAST = 4;

    /** Of a smaller set half of all loads and more are answered by the last cache. */
    private static final int LEAST_TIMES_THE_LAST = 2;

    private Caches() {}

    /** Sizes in bytes by level, the nearest cache first. */
    static SortedMap<Integer, Long> dataBytes(KernelText kernel, int cpu) {
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
        return byLevel.isEmpty() ? COMMON : byLevel;
    }

    /**
     * Half of each cache, and several times the last: sizes in bytes by the names of their series, in this order.
     *
     * @throws IOException where the last cache holds so much of the largest set that it would not measure DRAM
     */
    public static Map<String, Long> workingSets(KernelText kernel, int cpu) throws IOException {
        SortedMap<Integer, Long> caches = dataBytes(kernel, cpu);
        Map<String, Long> sets = new LinkedHashMap<>();
        caches.forEach((level, bytes) -> sets.put(ProbeSeries.cache(level), bytes / 2));
        long last = Objects.requireNonNull(caches.get(caches.lastKey()));
        long dram = Math.min(LARGEST_SET, TIMES_THE_LAST * last);
        if (dram < LEAST_TIMES_THE_LAST * last) {
            throw new IOException("the last cache of CPU " + cpu + " holds " + (last >> 20)
                    + " MiB, so much of a set of " + (dram >> 20)
                    + " MiB that it would not measure DRAM; expected workingSets to say the sizes");
        }
        sets.put(ProbeSeries.dram(), dram);
        return sets;
    }
}
