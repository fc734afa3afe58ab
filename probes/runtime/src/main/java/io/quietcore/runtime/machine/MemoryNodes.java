package io.quietcore.runtime.machine;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Anonymous memory of this process (heap, stacks, code cache) by NUMA node, from {@code /proc/self/numa_maps}.
 *
 * @param kilobytesByNode only nodes that hold any
 */
public record MemoryNodes(Map<Integer, Long> kilobytesByNode) {
    /** More than this share on other nodes is not local memory (measurement: "JVM"). */
    public static final double MOST_REMOTE = 0.01;

    /** Of this process, now; empty where the kernel has no NUMA or keeps it to itself. */
    public static MemoryNodes of(KernelText kernel) {
        Map<Integer, Long> kilobytes = new TreeMap<>();
        for (String line : kernel.read("proc/self/numa_maps").orElse("").lines().toList()) {
            if (line.contains(" anon=") || line.contains(" heap") || line.contains(" stack")) {
                addLine(line, kilobytes);
            }
        }
        return new MemoryNodes(kilobytes);
    }

    private static void addLine(String line, Map<Integer, Long> kilobytes) {
        long pageKilobytes = 4;
        for (String field : line.split(" ", -1)) {
            if (field.matches("kernelpagesize_kB=[0-9]{1,7}")) {
                pageKilobytes = Long.parseLong(field.substring(field.indexOf('=') + 1));
            }
        }
        for (String field : line.split(" ", -1)) {
            if (field.matches("N[0-9]{1,4}=[0-9]{1,11}")) {
                int equals = field.indexOf('=');
                kilobytes.merge(
                        Integer.parseInt(field.substring(1, equals)),
                        Long.parseLong(field.substring(equals + 1)) * pageKilobytes,
                        Long::sum);
            }
        }
    }

    /** The share that lies on other nodes than this, 0 to 1; empty where nothing is known. */
    public OptionalDouble remoteShare(int node) {
        long all = kilobytesByNode.values().stream().mapToLong(Long::longValue).sum();
        return all == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(1 - kilobytesByNode.getOrDefault(node, 0L) / (double) all);
    }

    @Override
    public String toString() {
        StringBuilder words = new StringBuilder();
        kilobytesByNode.forEach((node, kilobytes) -> words.append(words.isEmpty() ? "" : ", ")
                .append("node ")
                .append(node)
                .append(": ")
                .append(kilobytes)
                .append(" kB"));
        return words.isEmpty() ? "unknown" : words.toString();
    }
}
