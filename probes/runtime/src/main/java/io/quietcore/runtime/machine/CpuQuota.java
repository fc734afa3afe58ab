package io.quietcore.runtime.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** How often this process's control group was throttled by its CPU quota ({@code cpu.stat}; cgroup v1 and v2). */
public final class CpuQuota {
    private static final String THROTTLED = "nr_throttled ";

    private CpuQuota() {}

    /** Empty where there is no such controller, no mount of it, or no count in it. */
    public static OptionalLong timesThrottled(KernelText kernel) {
        for (String file : candidates(kernel)) {
            var stat = kernel.read(file);
            if (stat.isPresent()) {
                return stat.get()
                        .lines()
                        .filter(line -> line.startsWith(THROTTLED))
                        .map(line -> KernelText.count(line.substring(THROTTLED.length())))
                        .findFirst()
                        .orElse(OptionalLong.empty());
            }
        }
        return OptionalLong.empty();
    }

    /** A container may see its own group as the root of the mount, so the plain mount is looked at after the path. */
    private static List<String> candidates(KernelText kernel) {
        List<String> files = new ArrayList<>();
        for (String line : kernel.read("proc/self/cgroup").orElse("").lines().toList()) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) {
                continue;
            }
            boolean cpu = List.of(parts[1].split(",")).contains("cpu");
            String mount = parts[1].isEmpty() ? "sys/fs/cgroup" : "sys/fs/cgroup/" + parts[1];
            if (cpu || parts[1].isEmpty()) {
                files.add(mount + parts[2] + "/cpu.stat");
                files.add(mount + "/cpu.stat");
            }
        }
        return files;
    }
}
