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
 * @param throttledUs for how long, in microseconds, added up over these groups ({@code throttled_usec}; {@code
 *     throttled_time} of v1, in nanoseconds)
 * @param frozenUs how long it was frozen, in microseconds ({@code frozen_usec} of {@code cgroup.stat.local}, Linux 6.18);
 *     empty on older kernels, and in the root group
 * @param pressureUs for how long some thread of it waited for a CPU, in microseconds ({@code cpu.pressure}, "some"); empty with
 *     version 1, in the root group, and where PSI is off
 */
public record ControlGroup(
        OptionalLong timesThrottled, OptionalLong throttledUs, OptionalLong frozenUs, OptionalLong pressureUs) {
    /** Reads its counters. */
    public static ControlGroup of(KernelText kernel) {
        List<Group> groups = groups(kernel);
        return new ControlGroup(
                first(groups, each -> each.timesThrottled(kernel)),
                first(groups, each -> each.throttledUs(kernel)),
                first(groups, each -> each.frozenUs(kernel)),
                first(groups, each -> each.pressureUs(kernel)));
    }

    /** By how much each counter grew since an earlier reading; empty where one of the two is. */
    public ControlGroup since(ControlGroup before) {
        return new ControlGroup(
                grown(before.timesThrottled, timesThrottled),
                grown(before.throttledUs, throttledUs),
                grown(before.frozenUs, frozenUs),
                grown(before.pressureUs, pressureUs));
    }

    /**
     * Why what was measured while the counters grew by this is invalid: somebody froze the group. A quota that throttled it is
     * what was measured.
     */
    public List<String> problems() {
        return frozenUs.orElse(0) == 0
                ? List.of()
                : List.of("the control group was frozen for " + frozenUs.getAsLong()
                        + " us (cgroup.stat.local); the machine did not do that");
    }

    private static OptionalLong grown(OptionalLong before, OptionalLong after) {
        return before.isPresent() && after.isPresent()
                ? OptionalLong.of(after.getAsLong() - before.getAsLong())
                : OptionalLong.empty();
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
            return sum(folder -> count(kernel, folder + "/cpu.stat", "nr_throttled "));
        }

        /** Likewise; v1 counts nanoseconds. */
        OptionalLong throttledUs(KernelText kernel) {
            return sum(folder -> {
                OptionalLong ns = count(kernel, folder + "/cpu.stat", "throttled_time ");
                return ns.isPresent()
                        ? OptionalLong.of(ns.getAsLong() / 1_000)
                        : count(kernel, folder + "/cpu.stat", "throttled_usec ");
            });
        }

        private OptionalLong sum(Function<String, OptionalLong> counter) {
            return upwards().stream()
                    .map(counter)
                    .filter(OptionalLong::isPresent)
                    .mapToLong(OptionalLong::getAsLong)
                    .reduce(Long::sum);
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

        /** {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=123}. */
        OptionalLong pressureUs(KernelText kernel) {
            return kernel.read(upwards().get(0) + "/cpu.pressure")
                    .orElse("")
                    .lines()
                    .filter(line -> line.startsWith("some "))
                    .map(line -> KernelText.count(line.substring(line.lastIndexOf('=') + 1)))
                    .findFirst()
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
