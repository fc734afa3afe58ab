package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The CPUs that this process may use: its cpuset (cpuset(7); Documentation/admin-guide cgroup-v1/cpusets.rst and
 * cgroup-v2.rst), and less where somebody bound it to less.
 *
 * <p>{@code Cpus_allowed_list} is not the same: it is the mask that the process inherited, and on a kernel with {@code
 * isolcpus=} every process inherits one without the isolated CPUs, though it may bind itself to them. So a mask that
 * holds all of the cpuset but isolated CPUs is the kernel's doing, and the cpuset counts; any smaller one was meant
 * (taskset, systemd's CPUAffinity), and it counts.
 */
final class AllowedCpus {
    private AllowedCpus() {}

    /** Of the process behind {@code proc/self}; all that are online where nothing restricts it. */
    static CpuSet read(KernelFiles files, CpuSet online, CpuSet isolated) throws TopologyException {
        CpuSet cpuset = cpuset(files).orElse(online).intersect(online);
        Optional<CpuSet> mask = mask(files);
        return mask.isPresent() && !mask.get().containsAll(cpuset.minus(isolated)) ? mask.get() : cpuset;
    }

    private static Optional<CpuSet> mask(KernelFiles files) throws TopologyException {
        String name = "Cpus_allowed_list:";
        Optional<String> line = files.text("proc/self/status")
                .flatMap(status ->
                        status.lines().filter(each -> each.startsWith(name)).findFirst());
        try {
            return line.map(each -> CpuSet.parse(each.substring(name.length())));
        } catch (IllegalArgumentException e) {
            throw new TopologyException(
                    files.root().resolve("proc/self/status") + ": Cpus_allowed_list: " + e.getMessage());
        }
    }

    private static Optional<CpuSet> cpuset(KernelFiles files) throws TopologyException {
        Optional<String> cpuset = files.text("proc/self/cpuset");
        Optional<String> mounts = files.text("proc/mounts");
        if (cpuset.isEmpty() || mounts.isEmpty() || cpuset.get().contains("..")) {
            return Optional.empty();
        }
        for (String candidate : candidates(mounts.get(), cpuset.get())) {
            Optional<CpuSet> cpus = files.list(candidate);
            if (cpus.isPresent() && !cpus.get().isEmpty()) {
                return cpus;
            }
        }
        return Optional.empty();
    }

    /** Where the list may lie, by what is mounted: cpuset, cgroup with its cpuset controller, cgroup2. */
    private static List<String> candidates(String mounts, String cpuset) {
        List<String> candidates = new ArrayList<>();
        mounts.lines().forEach(line -> {
            String[] fields = line.split(" ", -1);
            if (fields.length < 4 || fields[1].contains("..")) {
                return;
            }
            String folder = (fields[1] + cpuset).substring(1);
            String end = folder.endsWith("/") ? "" : "/";
            if (fields[2].equals("cpuset")) {
                candidates.add(folder + end + "cpus");
            } else if (fields[2].equals("cgroup2")) {
                candidates.add(folder + end + "cpuset.cpus.effective");
                candidates.add(folder + end + "cpuset.cpus");
            } else if (fields[2].equals("cgroup")
                    && List.of(fields[3].split(",", -1)).contains("cpuset")) {
                candidates.add(folder + end + "cpuset.cpus");
                candidates.add(folder + end + "cpus");
            }
        });
        return candidates;
    }
}
