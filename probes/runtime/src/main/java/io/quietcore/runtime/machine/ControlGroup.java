package io.quietcore.runtime.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What this process's control group did to it until now (cgroup v1 and v2): counters, to be read before and after.
 *
 * @param timesThrottled how often a CPU quota, its own or one of the groups around it, throttled it ({@code nr_throttled} of
 *     {@code cpu.stat}); empty where there is no such controller, no mount of it, or no count in it
 * @param frozenUs how long it was frozen, in microseconds ({@code frozen_usec} of {@code cgroup.stat.local}, Linux 6.18);
 *     empty on older kernels, and in the root group
 */
public record ControlGroup(OptionalLong timesThrottled, OptionalLong frozenUs) {
    /** Reads its counters. */
    public static ControlGroup of(KernelText kernel) {
        List<Group> groups = groups(kernel);
        return new ControlGroup(
                first(groups, each -> each.timesThrottled(kernel)), first(groups, each -> each.frozenUs(kernel)));
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

    private static OptionalLong first(List<Group> groups, Function<Group, OptionalLong> counter) {
        return groups.stream()
                .map(counter)
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    private static List<Group> groups(KernelText kernel) {
        List<Group> groups = new ArrayList<>();
        for (String line : kernel.read("proc/self/cgroup").orElse("").lines().toList()) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) {
                continue;
            }
            boolean cpu = List.of(parts[1].split(",")).contains("cpu");
            String mount = parts[1].isEmpty() ? "sys/fs/cgroup" : "sys/fs/cgroup/" + parts[1];
            if (cpu || parts[1].isEmpty()) {
                groups.add(new Group(mount, parts[2]));
            }
        }
        return groups;
    }

    /** A group of one hierarchy. */
    private record Group(String mount, String path) {
        /** Added up over the groups around it: a quota of any of them stops it, and each counts its own. */
        OptionalLong timesThrottled(KernelText kernel) {
            List<Long> counts = new ArrayList<>();
            for (String folder : upwards()) {
                count(kernel, folder + "/cpu.stat", "nr_throttled ").ifPresent(counts::add);
            }
            return counts.stream().mapToLong(Long::longValue).reduce(Long::sum);
        }

        /** Its own counts the time of those around it, too. */
        OptionalLong frozenUs(KernelText kernel) {
            return upwards().stream()
                    .map(folder -> folder + "/cgroup.stat.local")
                    .filter(file -> kernel.read(file).isPresent())
                    .findFirst()
                    .map(file -> count(kernel, file, "frozen_usec "))
                    .orElse(OptionalLong.empty());
        }

        /** Its folder and those around it, to the mount, as which a container may see its own. */
        private List<String> upwards() {
            List<String> folders = new ArrayList<>();
            for (String at = path; at.length() > 1; at = at.substring(0, Math.max(0, at.lastIndexOf('/')))) {
                folders.add(mount + at);
            }
            folders.add(mount);
            return folders;
        }

        private static OptionalLong count(KernelText kernel, String file, String key) {
            return kernel.read(file)
                    .orElse("")
                    .lines()
                    .filter(line -> line.startsWith(key))
                    .map(line -> KernelText.count(line.substring(key.length())))
                    .findFirst()
                    .orElse(OptionalLong.empty());
        }
    }
}
