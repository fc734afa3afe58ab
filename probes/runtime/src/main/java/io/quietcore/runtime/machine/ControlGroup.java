package io.quietcore.runtime.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What this process's control group did to it until now (cgroup v1 and v2): counters, to be read before and after.
 *
 * @param timesThrottled how often its CPU quota throttled it ({@code nr_throttled} of {@code cpu.stat}); empty where there is
 *     no such controller, no mount of it, or no count in it
 * @param frozenUs how long it was frozen, in microseconds ({@code frozen_usec} of {@code cgroup.stat.local}, Linux 6.18);
 *     empty on older kernels, and in the root group
 */
public record ControlGroup(OptionalLong timesThrottled, OptionalLong frozenUs) {
    /** Reads its counters. */
    public static ControlGroup of(KernelText kernel) {
        return new ControlGroup(
                counter(kernel, "cpu.stat", "nr_throttled "), counter(kernel, "cgroup.stat.local", "frozen_usec "));
    }

    /** Why what was measured since an earlier reading is invalid; nothing where the group did nothing. */
    public List<String> problemsSince(ControlGroup before) {
        List<String> problems = new ArrayList<>();
        long throttled = grown(before.timesThrottled, timesThrottled);
        if (throttled > 0) {
            problems.add("the control group's CPU quota throttled it " + throttled + " times (cpu.stat)");
        }
        long frozen = grown(before.frozenUs, frozenUs);
        if (frozen > 0) {
            problems.add("the control group was frozen for " + frozen + " us (cgroup.stat.local)");
        }
        return problems;
    }

    /** By how much a counter grew; a counter that could be read only once tells nothing. */
    private static long grown(OptionalLong before, OptionalLong after) {
        return before.isPresent() && after.isPresent() ? after.getAsLong() - before.getAsLong() : 0;
    }

    private static OptionalLong counter(KernelText kernel, String file, String key) {
        for (String path : candidates(kernel, file)) {
            var stat = kernel.read(path);
            if (stat.isPresent()) {
                return stat.get()
                        .lines()
                        .filter(line -> line.startsWith(key))
                        .map(line -> KernelText.count(line.substring(key.length())))
                        .findFirst()
                        .orElse(OptionalLong.empty());
            }
        }
        return OptionalLong.empty();
    }

    /** A container may see its own group as the root of the mount, so the plain mount is looked at after the path. */
    private static List<String> candidates(KernelText kernel, String file) {
        List<String> files = new ArrayList<>();
        for (String line : kernel.read("proc/self/cgroup").orElse("").lines().toList()) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) {
                continue;
            }
            boolean cpu = List.of(parts[1].split(",")).contains("cpu");
            String mount = parts[1].isEmpty() ? "sys/fs/cgroup" : "sys/fs/cgroup/" + parts[1];
            if (cpu || parts[1].isEmpty()) {
                files.add(mount + parts[2] + "/" + file);
                files.add(mount + "/" + file);
            }
        }
        return files;
    }
}
